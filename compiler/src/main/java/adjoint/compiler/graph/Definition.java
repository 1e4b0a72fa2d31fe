package adjoint.compiler.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

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

  /** By another operation; the same object where that is equal. */
  public Definition with(Operation operation) {
    return operation.equals(this.operation) ? this : new Definition(results, operation, origin);
  }

  /** By the operation with other parts; the same object where nothing changes. */
  public Definition map(Rewrite rewrite) {
    return with(operation.map(rewrite));
  }

  /** With other values in the place of those that it reads. */
  public Definition reading(UnaryOperator<Value> value) {
    return map(Rewrite.reads(value));
  }

  /** Everything that some values are made of by definitions, and they themselves. */
  public static Set<Value> reached(List<Definition> definitions, Set<Value> from) {
    Set<Value> reached = new LinkedHashSet<>(from);
    for (Definition definition : definitions.reversed()) {
      if (definition.results().stream().anyMatch(reached::contains)) {
        reached.addAll(definition.operation().operands());
      }
    }
    return reached;
  }

  /** With other values, wherever they are defined or read. */
  public Definition mapValues(UnaryOperator<Value> value) {
    return new Definition(results.stream().map(value).toList(), operation.map(Rewrite.values(value)), origin);
  }
}
