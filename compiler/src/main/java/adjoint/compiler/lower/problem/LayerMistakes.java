package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;

/** Layers that are given to layers: what fits into `Inner: [.., In] -> [.., Out]`. */
public final class LayerMistakes {

  private LayerMistakes() {}

  public static Mistake noLayer(Span given, Declaration.Callable callee, Bracket.Item.Layer taken, String described) {
    return new Mistake(Diagnostic.of(CompilerProblem.LAYER_ARGUMENT, given,
        callee.name() + " takes a layer here, its " + taken.name().name() + ", and this is " + described)
        .withNote(Wording.signature(callee))
        .withHelp("a layer, a function or several in a row: " + callee.name() + "[Linear[8] |> relu]"));
  }

  /** What was given makes a value of other dims than the body goes on with. */
  public static Mistake result(Span given, Declaration.Callable callee, Bracket.Item.Layer taken, Type.Tensor result,
      Type.Tensor wanted) {
    return new Mistake(Diagnostic.of(CompilerProblem.LAYER_ARGUMENT, given,
        "this gives " + Wording.sized(result) + ", and " + callee.name() + " needs " + Wording.sized(wanted)
            + " of its "
            + taken.name().name())
        .withNote(Wording.signature(callee)));
  }

  public static Mistake argument(Span at, Bracket.Item.Layer taken, Type.Tensor takes, Type.Tensor given) {
    return new Mistake(Diagnostic.of(CompilerProblem.LAYER_ARGUMENT, at,
        taken.name().name() + " takes " + takes + ", and this is " + Wording.sized(given))
        .withRelated(taken.span(), "declared here"));
  }

  public static Mistake noArgument(Span at, Bracket.Item.Layer taken) {
    return new Mistake(Diagnostic.of(CompilerProblem.ARGUMENT_COUNT, at,
        taken.name().name() + " takes a value, " + written(taken)).withRelated(taken.span(), "declared here"));
  }

  /** A setting that the body adds belongs to one layer. */
  public static Mistake settings(Span given, Bracket.Item.Layer taken, Span added) {
    return new Mistake(Diagnostic.of(CompilerProblem.LAYER_ARGUMENT, given,
        taken.name().name() + " gets further settings, " + added.text()
            + ", so that it must be one layer that has them")
        .withRelated(added, "added here"));
  }

  private static String written(Bracket.Item.Layer taken) {
    return taken.takes().span().text() + " -> " + taken.gives().span().text();
  }
}
