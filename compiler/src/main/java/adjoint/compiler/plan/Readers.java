package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where values are read: element by element in comprehensions, or otherwise. */
final class Readers {

  /** All reads of a value in one definition. */
  record Use(Definition consumer, List<Scalar.Read> reads) {}

  private final Map<Value, List<Use>> uses = new HashMap<>();
  private final Set<Value> whole = new HashSet<>();

  private Readers() {}

  static Readers of(List<Definition> definitions) {
    Readers readers = new Readers();
    definitions.forEach(readers::add);
    return readers;
  }

  private void add(Definition definition) {
    if (!Group.isNestable(definition)) {
      whole.addAll(definition.operation().operands());
      return;
    }
    Map<Value, List<Scalar.Read>> reads = new LinkedHashMap<>();
    definition.operation().scalars().forEach(s -> Steps.eachRead(s,
        r -> reads.computeIfAbsent(r.tensor(), v -> new ArrayList<>()).add(r), whole::add));
    reads.forEach((v, r) -> uses.computeIfAbsent(v, x -> new ArrayList<>()).add(new Use(definition, r)));
  }

  List<Use> of(Value value) {
    return uses.getOrDefault(value, List.of());
  }

  /** Whether it is also read otherwise: as a table, in a scan's body, by a scatter. */
  boolean isReadWhole(Value value) {
    return whole.contains(value);
  }
}
