package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The definitions without those whose results nobody needs. */
public final class RemoveUnread implements BlockPass {

  @Override
  public List<Definition> apply(List<Definition> definitions, Surroundings surroundings) {
    Set<Value> live = new HashSet<>(surroundings.needed());
    List<Definition> kept = new ArrayList<>();
    for (Definition definition : definitions.reversed()) {
      if (definition.results().stream().anyMatch(live::contains)) {
        live.addAll(definition.operation().operands());
        kept.addFirst(definition);
      }
    }
    return kept;
  }
}
