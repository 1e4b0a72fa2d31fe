package adjoint.compiler.optimize;

import adjoint.compiler.graph.Graph;
import java.util.List;

/** The passes, in their order. */
public final class Optimizer {

  /** Run in turn until nothing changes. */
  public static final List<Pass> SIMPLIFY = List.of(
      new SimplifyScalars(),
      new InlineViews(),
      new SimplifySums(),
      new CancelDeviations(),
      new HoistFromScan(),
      new InlineSingle(),
      new ShareStacks(),
      new ShareCommon(),
      new RemoveDead());

  /** Run once after that: what kernels want. */
  public static final List<Pass> FINISH = List.of(
      new SplitProducts(),
      new ShareCommon(),
      new TurnBeforeScan());

  private static final int ROUNDS = 12;

  private Optimizer() {}

  /** A graph with the same outputs that computes less, and whose sums of products are products of two reads. */
  public static Graph optimize(Graph graph) {
    Graph current = simplify(graph);
    for (Pass pass : FINISH) {
      current = pass.apply(current);
    }
    return current;
  }

  /** Without the last passes: as it is read best. */
  public static Graph simplify(Graph graph) {
    Graph current = graph;
    for (int round = 0; round < ROUNDS; round++) {
      Graph before = current;
      for (Pass pass : SIMPLIFY) {
        current = pass.apply(current);
      }
      if (current.equals(before)) {
        break;
      }
    }
    return current;
  }
}
