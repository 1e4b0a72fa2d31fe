package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Uses of functions and layers: their arguments, brackets and settings. */
public final class CallMistakes {

  private CallMistakes() {}

  /** An argument on its way to a parameter. */
  public record Argument(Declaration.Callable callee, String parameter, Type.Tensor type, Span at, Span made) {
    String name() {
      return callee.name();
    }
  }

  public static Problem takes(Argument a, TypedAxis wanted, Span given) {
    Diagnostic takes = Diagnostic.of("NN0204", given, a.name() + " takes " + wanted.dim()
        + " here, but the value flowing into it has " + last(a.type())).withLabel(Wording.sized(wanted));
    return new Problem(
        Wording.made(a.type().axes().isEmpty() ? takes : insteadOf(takes, last(a.type())), a.made(), a.type()));
  }

  /** Proposes another dim in the bracket: did you mean `Linear[Hidden -> Digit]`? */
  private static Diagnostic insteadOf(Diagnostic problem, String dim) {
    Span at = problem.at();
    String text = at.source().text();
    int open = text.lastIndexOf('[', at.start());
    int close = text.indexOf(']', at.end());
    int callee = Math.max(open, 0);
    while (callee > 0 && Character.isJavaIdentifierPart(text.charAt(callee - 1))) {
      callee--;
    }
    return open < 0 || close < 0
        ? problem
        : problem.withFix(new Diagnostic.Fix(at, dim),
            "did you mean `" + text.substring(callee, at.start()) + dim + text.substring(at.end(), close + 1) + "`?");
  }

  private static String last(Type.Tensor type) {
    return type.axes().isEmpty() ? "no dims" : type.axes().getLast().dim().shown();
  }

  public static Problem lacks(Argument a, TypedAxis wanted) {
    Diagnostic lacks =
        Diagnostic.of("NN0204", a.at(), a.name() + " takes " + Wording.sized(wanted) + " in `" + a.parameter()
            + "`, and this value has no " + wanted.dim());
    return new Problem(Wording.made(lacks, a.made(), a.type()).withNote(Wording.signature(a.callee())));
  }

  public static Problem argumentSize(Argument a, TypedAxis wanted, TypedAxis actual) {
    Diagnostic size =
        Diagnostic.of("NN0203", a.at(),
            a.name() + " has " + Wording.sized(wanted) + " already, and in `" + a.parameter()
                + "` " + actual.dim() + " is " + actual.size());
    return new Problem(Wording.made(size, a.made(), a.type()));
  }

  public static Problem rank(Argument a, int wanted, boolean more, List<TypedAxis> rest) {
    String dims = wanted + " more " + (wanted == 1 ? "dim" : "dims") + (more ? " at least" : "");
    Diagnostic rank = Diagnostic.of("NN0204", a.at(), a.name() + " needs " + dims + " in `" + a.parameter()
        + "`, and this value has " + (rest.isEmpty()
            ? "none left"
            : rest.stream().map(TypedAxis::toString)
                .collect(Collectors.joining(", ")) + " left"));
    return new Problem(Wording.made(rank, a.made(), a.type()).withNote(Wording.signature(a.callee())));
  }

  public static Problem kind(Argument a, String wanted) {
    Diagnostic kind = Diagnostic.of("NN0213", a.at(), a.name() + " takes " + wanted + " in `" + a.parameter() + "`");
    return new Problem(Wording.made(kind, a.made(), a.type()));
  }

  public static Problem argumentCount(Span at, Declaration.Callable callee, int given) {
    int most = callee.parameters().size();
    String names = callee.parameters().stream().map(Declaration.Parameter::name).collect(Collectors.joining(", "));
    Diagnostic problem =
        Diagnostic.of("NN0207", at, callee.name() + " takes " + count(most) + " (" + names + "), and gets "
            + given).withNote(Wording.signature(callee));
    return new Problem(given <= most || callee.header().items().isEmpty()
        ? problem
        : problem.withHelp("dims and settings stand in brackets: `" + callee.name() + "[…]`"));
  }

  /** `linear` is also what other languages call the layer. */
  public static Problem noSchedule(Span at, String name) {
    Diagnostic problem =
        Diagnostic.of("NN0268", at, "`" + name + "` is a schedule, and takes numbers that are known here: "
            + name + "(1e-3)");
    return new Problem(name.equals("linear") ? problem.withHelp("the layer is written `Linear`") : problem);
  }

  public static Problem builtinCount(Span at, String name, int takes, int given) {
    return Problem.of("NN0207", at, "`" + name + "` takes " + count(takes) + ", and gets " + given);
  }

  private static String count(int number) {
    return number == 1 ? "one argument" : number == 0 ? "no arguments" : number + " arguments";
  }

  public static Problem unknownArgument(Span at, Declaration.Callable callee, String name, List<String> names) {
    return new Problem(Suggestion.offer(Diagnostic.of("NN0208", at, callee.name() + " has no parameter `" + name + "`")
        .withNote(Wording.signature(callee)), name, names));
  }

  public static Problem unknownSetting(Bracket.Item.Setting s, Declaration.Callable callee, Set<String> settings) {
    return new Problem(
        Suggestion.offer(Diagnostic.of("NN0208", s.span(), callee.name() + " has no setting `" + s.name() + "`")
            .withNote(Wording.signature(callee)), s.name(), settings));
  }

  public static Problem headerTooMany(Span at, Declaration.Callable callee) {
    return new Problem(Diagnostic.of("NN0207", at, callee.name() + " takes no further dim in its bracket")
        .withNote(Wording.signature(callee)));
  }

  public static Problem headerLacks(Span at, Declaration.Callable callee, String dim) {
    return new Problem(
        Diagnostic.of("NN0216", at, callee.name() + " needs to know " + dim).withNote(Wording.signature(callee)));
  }

  public static Problem needsDims(Span at, String name) {
    return Problem.of("NN0216", at, "`" + name + "` needs its dims: " + name + "[…]");
  }

  public static Problem requires(Span at, Declaration.Callable callee, Expr condition) {
    return new Problem(Diagnostic.of("NN0223", at, callee.name() + " requires " + condition.span().text())
        .withRelated(condition.span(), "required here"));
  }
}
