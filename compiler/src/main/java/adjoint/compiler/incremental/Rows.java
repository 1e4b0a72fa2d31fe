package adjoint.compiler.incremental;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of a graph's values along the positions of a sequence. */
final class Rows {

  /** Where values that have a row for each position have them. */
  final Map<Value, Integer> axis = new HashMap<>();

  /** Of a value's row, by another axis: what it holds there for positions behind its own. */
  final Map<Value, Map<Integer, Beyond>> beyond = new HashMap<>();

  /** The index that goes along the positions, by definitions that have one. */
  final Map<Definition, Index> row = new HashMap<>();

  /** Values whose earlier rows are read. */
  final Set<Value> remembered = new LinkedHashSet<>();

  /** The scans along the positions. */
  final Set<Definition> recurrences = new HashSet<>();

  /** What depends on all positions. */
  final Set<Value> whole = new HashSet<>();

  /** By what a value is defined. */
  final Map<Value, Definition> definitions = new HashMap<>();

  boolean isTimed(Value value) {
    return axis.containsKey(value);
  }

  Optional<Beyond> beyond(Value value, int along) {
    return Optional.ofNullable(beyond.getOrDefault(value, Map.of()).get(along));
  }
}
