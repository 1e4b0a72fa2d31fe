/**
 * A trained model as it is shipped: {@link adjoint.runtime.model.Description} says what it is, {@link adjoint.runtime.model.Parts}
 * what its jar holds, {@link adjoint.runtime.model.Model} runs it for many threads at once.
 */
package adjoint.runtime.model;
