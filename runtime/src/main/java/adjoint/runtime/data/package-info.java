/**
 * From files to batches: {@link adjoint.runtime.data.Loading} reads a recipe's sources into columns, fits statistics on
 * the training examples, splits; {@link adjoint.runtime.data.Shuffle} orders the examples of an epoch by the seed.
 */
package adjoint.runtime.data;
