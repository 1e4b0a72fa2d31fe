/**
 * Weights of other programs, above all PyTorch's: {@link adjoint.runtime.exchange.Correspondences} says what they are
 * called and how they lie there, {@link adjoint.runtime.exchange.Import} and {@link adjoint.runtime.exchange.Export}
 * carry them over.
 */
package adjoint.runtime.exchange;
