/** Weight files: the safetensors format, checked as a whole before anything of it is used, written atomically. */
package adjoint.runtime.weights;
