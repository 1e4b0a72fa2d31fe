/** What a checked `train` block says to the runtime: data, split, batches, schedules, when to stop. */
package adjoint.runtime.recipe;
