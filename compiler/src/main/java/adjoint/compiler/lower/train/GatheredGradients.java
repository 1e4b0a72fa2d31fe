package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gradients of a line over several micro-batches, added up in moments.
 *
 * @param examples how many a micro-batch has
 */
record GatheredGradients(Build build, Scalar examples) {

  /** Adds those of a micro-batch that isn't the last. */
  void add(Map<ProgramScope.Stored, Value> gradients) {
    gradients.forEach((p, g) -> {
      List<Index> out = build.graph.indices(TypedAxis.graphAxes(p.axes()));
      build.write(sum(p), added(sum(p), out, GraphBuilder.read(g, out)));
    });
    ProgramScope.Stored count = count(gradients.keySet());
    build.write(count, added(count, List.of(), Scalar.ONE));
  }

  /**
   * The mean over the examples of all micro-batches: what was gathered, and this one's, over how many they were. The
   * gathered sums begin anew.
   */
  Map<ProgramScope.Stored, Value> means(Map<ProgramScope.Stored, Value> gradients) {
    ProgramScope.Stored count = count(gradients.keySet());
    Value all = added(count, List.of(), Scalar.ONE);
    Map<ProgramScope.Stored, Value> means = new LinkedHashMap<>();
    gradients.forEach((p, g) -> {
      List<Index> out = build.graph.indices(TypedAxis.graphAxes(p.axes()));
      Value total = added(sum(p), out, GraphBuilder.read(g, out));
      List<Index> at = build.graph.indices(TypedAxis.graphAxes(p.axes()));
      means.put(p, build.graph.add(total.name(), Comprehension.map(at, Scalar.apply(ScalarFunction.DIV,
          GraphBuilder.read(total, at), GraphBuilder.read(all, List.of()))), Origin.NONE));
      build.name(means.get(p), g.name());
      clear(sum(p));
    });
    clear(count);
    return means;
  }

  /** What was gathered and this micro-batch's, times its examples. */
  private Value added(ProgramScope.Stored sum, List<Index> out, Scalar mean) {
    Value before = build.input(sum);
    return build.graph.add("", Comprehension.map(out, Scalar.apply(ScalarFunction.ADD,
        GraphBuilder.read(before, out), Scalar.apply(ScalarFunction.MUL, mean, examples))), Origin.NONE);
  }

  private void clear(ProgramScope.Stored sum) {
    List<Index> zero = build.graph.indices(TypedAxis.graphAxes(sum.axes()));
    build.write(sum, build.graph.add("", Comprehension.map(zero, Scalar.ZERO), Origin.NONE));
  }

  /** Where a parameter's gradients are added up. */
  private ProgramScope.Stored sum(ProgramScope.Stored p) {
    return stored(build.line.moment("gathered", p.path()), p, p.axes());
  }

  /** Where the examples are counted whose gradients were added up; it is called by the first of the parameters. */
  private ProgramScope.Stored count(Set<ProgramScope.Stored> parameters) {
    ProgramScope.Stored first = parameters.iterator().next();
    return stored(build.line.moment("examples", first.path()), first, List.of());
  }

  private ProgramScope.Stored stored(String path, ProgramScope.Stored p, List<TypedAxis> axes) {
    Expr zero = new Expr.Number(0, false, p.initial().span());
    ProgramScope.Stored sum =
        new ProgramScope.Stored(path, Layout.Kind.MOMENT, Type.Tensor.real(axes), List.of(),
            new ProgramScope.Initial(zero, p.initial().environment(), p.initial().span()));
    build.program.stored().putIfAbsent(sum.path(), sum);
    return build.program.stored().get(sum.path());
  }
}
