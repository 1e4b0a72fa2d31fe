package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.EquationMistakes;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the indices of one equation range over, the indices that are open, and the rows of dims that `..` stands for. */
final class EquationScope {

  final Environment env;
  final Map<String, TypedAxis> ranges = new LinkedHashMap<>();
  /** What indices stand in alone where the read says what is outside: they run over it where nothing else is said. */
  final Map<String, TypedAxis> guarded = new LinkedHashMap<>();
  final Map<String, Index> indices = new LinkedHashMap<>();
  final Map<Dim, Index> rows = new LinkedHashMap<>();
  /** For tables of positions that are looked up, the size of the dim. */
  final Map<Value, Size> limits = new LinkedHashMap<>();
  private final GraphBuilder graph;

  EquationScope(Environment env, GraphBuilder graph) {
    this.env = env;
    this.graph = graph;
  }

  /** A fresh index of this name, over the dim that it ranges over. */
  Index open(Expr.Name name) {
    Index index = graph.index(range(name).axis());
    indices.put(name.name(), index);
    return index;
  }

  TypedAxis range(Expr.Name name) {
    return Optional.ofNullable(ranges.get(name.name())).orElseThrow(() -> EquationMistakes.indexRange(name));
  }

  /** A fresh index for an axis that `..` stands for. */
  Index open(TypedAxis axis) {
    Index index = graph.index(axis.axis());
    rows.put(axis.dim(), index);
    return index;
  }
}
