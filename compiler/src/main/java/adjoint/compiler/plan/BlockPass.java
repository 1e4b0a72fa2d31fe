package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Value;
import java.util.List;
import java.util.Set;

/** A function from the definitions of one block (a routine's own, or a scan's body) to others that give what is needed. */
public interface BlockPass {

  /**
   * What a block stands in.
   *
   * @param needed the values that must be there at its end
   * @param fresh for values and indices that a pass adds
   * @param decisions what a pass decided, for who reads a plan
   */
  record Surroundings(Set<Value> needed, GraphBuilder fresh, List<Decision> decisions) {}

  List<Definition> apply(List<Definition> definitions, Surroundings surroundings);

  /** What dumps call it. */
  default String name() {
    return getClass().getSimpleName();
  }
}
