package adjoint.runtime.serve;

/**
 * What a server takes on at most, so that its memory stays bounded whatever clients do.
 *
 * @param body the longest body of a request; <i>Units</i>: bytes
 * @param queue the most examples that wait
 * @param connections the most connections, of which a client may have half
 * @param seconds in which a request must have come and an answer must have been taken
 */
public record Limits(int body, int queue, int connections, int seconds) {

  public static final Limits DEFAULT = new Limits(1 << 20, 1024, 1024, 10);
}
