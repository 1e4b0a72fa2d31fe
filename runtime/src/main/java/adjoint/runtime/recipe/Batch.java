package adjoint.runtime.recipe;

import adjoint.runtime.Place;

/**
 * `batch Batch = 32`.
 *
 * @param dropLast whether a smaller last batch is left out of training; evaluation always counts every example
 * @param streams whether each row of a batch goes on where that of the batch before ended; what doesn't fill the last batch is left
 *     out then
 */
public record Batch(String dim, int size, boolean dropLast, boolean streams, Place place) {}
