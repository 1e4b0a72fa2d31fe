/** Axes, their sizes, and what tensors hold. */
package adjoint.runtime.tensor;
