package adjoint.compiler;

import adjoint.compiler.graph.Pass;
import adjoint.compiler.optimize.CancelDeviations;
import adjoint.compiler.optimize.ExposeFactors;
import adjoint.compiler.optimize.HoistFromScan;
import adjoint.compiler.optimize.InlineSingle;
import adjoint.compiler.optimize.InlineViews;
import adjoint.compiler.optimize.RemoveDead;
import adjoint.compiler.optimize.RemoveUnusedInputs;
import adjoint.compiler.optimize.ShareCommon;
import adjoint.compiler.optimize.ShareStacks;
import adjoint.compiler.optimize.SimplifyScalars;
import adjoint.compiler.optimize.SimplifySums;
import adjoint.compiler.optimize.SoftmaxGradient;
import adjoint.compiler.optimize.SplitPhases;
import adjoint.compiler.optimize.SplitProducts;
import adjoint.compiler.optimize.TurnBeforeScan;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.plan.BlockPass;
import adjoint.compiler.plan.CopyWindows;
import adjoint.compiler.plan.DropUnitAxes;
import adjoint.compiler.plan.HoistInvariants;
import adjoint.compiler.plan.InlineCheap;
import adjoint.compiler.plan.MaterialiseOperands;
import adjoint.compiler.plan.RecomputeStacked;
import adjoint.compiler.plan.RemoveUnread;
import adjoint.compiler.plan.ReuseRectifierSigns;
import adjoint.compiler.plan.UnrollWindows;
import java.util.List;
import java.util.stream.Stream;

/**
 * What runs after what between a lowered graph and its plan: {@link #SIMPLIFY}, {@link #FINISH}, {@link #PLAN}, and for
 * each block of what is planned {@link #FUSE}. The rules for scalars are listed in {@link SimplifyScalars}. What comes before is no
 * pass, for it goes from one language to the next: {@link Compiler}; nor is what follows, where kernels are grouped, scheduled
 * and placed: {@link adjoint.compiler.plan}.
 */
public final class Pipelines {

  /** In turn until nothing changes. */
  public static final List<Pass> SIMPLIFY = List.of(
      new StabilizeForms(),
      new SimplifyScalars(),
      new InlineViews(),
      new ExposeFactors(),
      new SimplifySums(),
      new CancelDeviations(),
      new SoftmaxGradient(),
      new HoistFromScan(),
      new InlineSingle(),
      new ShareStacks(),
      new ShareCommon(),
      new RemoveDead());

  /** Once after that: what kernels want. */
  public static final List<Pass> FINISH = List.of(
      new SplitPhases(),
      new SplitProducts(),
      new ShareCommon(),
      new TurnBeforeScan(),
      new RemoveUnusedInputs());

  /** What memory wants. */
  public static final List<Pass> PLAN = List.of(
      new RecomputeStacked(),
      new DropUnitAxes());

  /** For each block whose definitions share kernels: expressions are moved to where they are best computed. */
  public static final List<BlockPass> FUSE = List.of(
      new UnrollWindows(),
      new ReuseRectifierSigns(),
      new RemoveUnread(),
      new InlineCheap(),
      new HoistInvariants(),
      new MaterialiseOperands(),
      new CopyWindows());

  /** For each block whose definitions have a kernel each, for comparing. */
  public static final List<BlockPass> SEPARATE = List.of(
      new RemoveUnread(),
      new MaterialiseOperands());

  private Pipelines() {}

  /** The names of all passes, each once, in the order in which they first run. */
  public static List<String> names() {
    return Stream.concat(Stream.of(SIMPLIFY, FINISH, PLAN).flatMap(List::stream).map(Pass::name),
        FUSE.stream().map(BlockPass::name)).distinct().toList();
  }
}
