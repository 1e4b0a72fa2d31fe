/**
 * From files to batches: {@link adjoint.runtime.data.Formats} is the table of what can be read,
 * {@link adjoint.runtime.data.Loading} reads a recipe's sources into columns, fits statistics on the training examples, splits;
 * {@link adjoint.runtime.data.Shuffle} orders the examples of an epoch by the seed. What predicting needs of all this,
 * {@link adjoint.runtime.data.Examples}, mentions nothing of the rest, so that a jar doesn't hold it.
 */
package adjoint.runtime.data;
