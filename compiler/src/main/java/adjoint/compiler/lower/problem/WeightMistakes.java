package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be wrong with weights as values. */
public final class WeightMistakes {

  private WeightMistakes() {}

  /** Weights where one value is needed. */
  public static Mistake severalValues(Span at, String of, Set<String> paths) {
    Diagnostic several = Diagnostic.of(CompilerProblem.NOT_A_VALUE_OR_CALLABLE, at,
        "one value is needed here, and these are all the weights of " + of);
    return new Mistake(paths.stream().findFirst().map(path -> several.withNote("one of them is behind its path, " + of
        + "." + path + "; sum(w^2) and mean(w^2) are over all")).orElse(several));
  }

  /** Behind a dot. */
  public static Mistake unknown(Expr.Member member, String of, Set<String> paths) {
    List<String> first = paths.stream().map(path -> path.replaceAll("\\..*", "")).distinct().toList();
    Diagnostic unknown = Diagnostic.of(CompilerProblem.UNKNOWN_MEMBER, member.nameSpan(),
        of + " has no layer and no parameter `" + member.name() + "`")
        .withNote("there are: " + String.join(", ", first));
    return new Mistake(Suggestion.offer(unknown, member.name(), first));
  }

  /** What has no parameters, here or at all. */
  public static Mistake none(Span at, String of, boolean applied) {
    Diagnostic none = Diagnostic.of(CompilerProblem.MISPLACED_WEIGHTS, at, of + " has no parameters"
        + (applied ? "" : " before it is applied"));
    return new Mistake(applied ? none : none.withHelp("apply it above this line"));
  }

  /** Of a model, which stands outside. */
  public static Mistake insideRepeat(Span at, String of) {
    return Mistake.of(CompilerProblem.MISPLACED_WEIGHTS, at, "the weights of model " + of
        + " can't be a value inside of a `repeat`; bind what is needed of them above it");
  }

  /** Right of `<-`, where the weights of a model stand on the left. */
  public static Mistake needed(Span at, String target, String given) {
    return new Mistake(Diagnostic.of(CompilerProblem.MISPLACED_WEIGHTS, at,
        target + " takes weights of its own structure, and this is " + given)
        .withNote("such as those of another model, or a mean with them; one parameter is updated by its path"));
  }

  /** Behind an operator or as an argument, beside weights. */
  public static Mistake notANumber(Span at, Type.Tensor type) {
    return new Mistake(Diagnostic.of(CompilerProblem.MISPLACED_WEIGHTS, at,
        "beside weights stand weights or one number, and this is " + type)
        .withNote("each of the weights has dims of its own"));
  }

  public static Mistake notApplicable(Span at, String of) {
    return Mistake.of(CompilerProblem.MISPLACED_WEIGHTS, at, "the weights of " + of
        + " can't be applied by themselves: they are those of a part; apply the weights of the whole model");
  }

  public static Mistake logic(Span at, String symbol) {
    return Mistake.of(CompilerProblem.MISPLACED_WEIGHTS, at,
        "`" + symbol
            + "` compares values, not all the weights of a model at once; compare one of them, or a sum over all");
  }

  /** A path that only one of two has. */
  public static Mistake pathMissing(Span at, String path, String has, String lacks) {
    return new Mistake(Diagnostic.of(CompilerProblem.WEIGHTS_DIFFER, at,
        has + " has " + path + ", and " + lacks + " has none: their weights don't correspond"));
  }

  public static Mistake axesDiffer(Span at, String path, String first, List<TypedAxis> axes, String second,
      List<TypedAxis> others) {
    return Mistake.of(CompilerProblem.WEIGHTS_DIFFER, at, path + " is " + list(axes) + " in " + first + " and "
        + list(others) + " in " + second + ": their weights don't correspond");
  }

  private static String list(List<TypedAxis> axes) {
    return axes.stream().map(a -> a + " = " + a.size()).map(text -> text.replaceAll("^(\\S+) = \\1$", "$1"))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
