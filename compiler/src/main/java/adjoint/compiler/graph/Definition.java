package adjoint.compiler.graph;

import java.util.List;

/**
 * An operation and the values that it defines.
 *
 * @param results one value, several for a scan
 * @param origin where in the user's program it comes from
 */
public record Definition(List<Value> results, Operation operation, Origin origin) {

  /** The only result. */
  public Value result() {
    if (results.size() != 1) {
      throw new IllegalStateException("several results: " + results);
    }
    return results.getFirst();
  }
}
