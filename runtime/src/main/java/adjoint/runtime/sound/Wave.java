package adjoint.runtime.sound;

/**
 * A sound of one channel.
 *
 * @param rate its samples of a second
 * @param samples from -1 to 1
 */
public record Wave(int rate, double[] samples) {}
