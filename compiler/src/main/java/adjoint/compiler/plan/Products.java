package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.stream.Stream;

/** How many multiplications the contractions of a plan need: most of the work of what takes long. */
public final class Products {

  private Products() {}

  public static Size of(Plan plan) {
    return of(plan.steps());
  }

  private static Size of(List<Step> steps) {
    return steps.stream().map(Products::of).reduce(Size.ZERO, Size::plus);
  }

  private static Size of(Step step) {
    return switch (step) {
      case Step.Contraction c -> Stream.of(c.batch(), c.rows(), c.columns(), c.depth()).flatMap(List::stream)
          .map(Index::size).reduce(Size.ONE, Size::times);
      case Step.Loop loop -> loop.index().size().times(of(loop.children()));
      case Step.Nest _,Step.Scatter _,Step.Sort _,Step.Copy _ -> Size.ZERO;
    };
  }
}
