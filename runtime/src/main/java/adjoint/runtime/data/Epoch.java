package adjoint.runtime.data;

/**
 * An epoch of training, which decides how its examples are changed.
 *
 * @param number from 0 on
 */
public record Epoch(int seed, int number) {}
