package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.tensor.Element;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The norms that a step gives besides its losses: of what each layer makes, and of gradients, updates and weights. Outputs
 * are named `activation/linear1`, `gradient/linear1.weight`.
 */
final class WatchedNorms {

  private final ProgramScope program;
  private final boolean all;
  private final List<Expr> paths;
  private final Set<Expr> found = new HashSet<>();
  private final Set<String> outputs = new LinkedHashSet<>();

  /**
   * @param all whether everything is watched
   * @param paths what is, where not all is
   */
  WatchedNorms(ProgramScope program, boolean all, List<Expr> paths) {
    this.program = program;
    this.all = all;
    this.paths = paths;
  }

  List<String> outputs() {
    return List.copyOf(outputs);
  }

  /** Whether an instance or a stored tensor is one that a path of the file names, or lies in it. */
  static boolean covers(ProgramScope program, Expr path, String stored) {
    String wanted = path(path);
    int dot = wanted.indexOf('.');
    String model = dot < 0 ? wanted : wanted.substring(0, dot);
    boolean named = program.models.contains(model) && !program.isWrittenBefore(model);
    String start = !named ? wanted : dot < 0 ? "" : wanted.substring(dot + 1);
    String own = program.written(stored);
    return start.isEmpty() || own.equals(start) || own.startsWith(start + ".");
  }

  private static String path(Expr expr) {
    if (expr instanceof Expr.Member member) {
      return path(member.base()) + "." + member.name();
    }
    if (expr instanceof Expr.Name name) {
      return name.name();
    }
    throw Mistake.of(CompilerProblem.NOTHING_TO_UPDATE_OR_WATCH, expr.span(),
        "here stand models and paths of layers and parameters");
  }

  private boolean isWatched(String path) {
    List<Expr> here = paths.stream().filter(p -> covers(program, p, path)).toList();
    found.addAll(here);
    return all || !here.isEmpty();
  }

  /** Of what each layer made last, of all that is in the graph so far. */
  void activations(GraphBuilder graph) {
    Map<String, Value> last = new LinkedHashMap<>();
    for (Definition definition : graph.definitions()) {
      Value value = definition.results().getLast();
      if (!definition.origin().path().isEmpty() && value.element() == Element.REAL) {
        last.put(definition.origin().path(), value);
      }
    }
    last.forEach((path, value) -> norm(graph, "activation", path, value));
  }

  void norm(GraphBuilder graph, String kind, String path, Value value) {
    norm(graph, kind, path, value, at -> GraphBuilder.read(value, at));
  }

  /** Of elements that have the axes of a value. */
  void norm(GraphBuilder graph, String kind, String path, Value like, Function<List<Index>, Scalar> element) {
    if (!isWatched(path) || !outputs.add(kind + "/" + path)) {
      return;
    }
    List<Index> over = graph.indices(like.axes());
    Scalar x = element.apply(over);
    Value squares = graph.sumOfSquares(over, x);
    Value norm = graph.add("norm", Comprehension.map(List.of(), Scalar.apply(ScalarFunction.SQRT,
        GraphBuilder.read(squares, List.of()))), Origin.NONE);
    graph.output(kind + "/" + path, false, norm);
  }

  /** Complains about paths that name nothing. */
  void end() {
    for (Expr path : paths) {
      if (!found.contains(path)) {
        program.problems.attempt(() -> {
          throw Mistake.of(CompilerProblem.NOTHING_TO_UPDATE_OR_WATCH, path.span(),
              "no layer and no parameter is called " + path(path));
        });
      }
    }
  }
}
