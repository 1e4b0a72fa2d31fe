package adjoint.runtime.recipe;

import adjoint.runtime.Place;

/**
 * `batch Batch = 32`.
 *
 * @param dropLast whether a smaller last batch is left out of training; evaluation always counts every example
 */
public record Batch(String dim, int size, boolean dropLast, Place place) {}
