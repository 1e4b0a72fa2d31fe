package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Uses of functions and layers: their arguments, brackets and settings. */
public final class CallMistakes {

  private CallMistakes() {}

  /** An argument on its way to a parameter. */
  public record Argument(Declaration.Callable callee, String parameter, Type.Tensor type, Span at, Span made) {
    String name() {
      return callee.name();
    }
  }

  public static Mistake takes(Argument a, TypedAxis wanted, Span given) {
    Diagnostic takes = Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, given, a.name() + " takes " + wanted.dim()
        + " here, but the value flowing into it has " + last(a.type())).withLabel(Wording.sized(wanted));
    return new Mistake(
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

  public static Mistake lacks(Argument a, TypedAxis wanted) {
    Diagnostic lacks = Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, a.at(), a.name() + " takes "
        + Wording.sized(wanted) + " in `" + a.parameter() + "`, and this value has no " + wanted.dim());
    return new Mistake(Wording.made(lacks, a.made(), a.type()).withNote(Wording.signature(a.callee())));
  }

  public static Mistake argumentSize(Argument a, TypedAxis wanted, TypedAxis actual) {
    Diagnostic size = Diagnostic.of(CompilerProblem.DIM_SIZE_CONFLICT, a.at(), a.name() + " has "
        + Wording.sized(wanted) + " already, and in `" + a.parameter() + "` " + actual.dim() + " is " + actual.size());
    return new Mistake(Wording.made(size, a.made(), a.type()));
  }

  /** `x: [.., C = G * Q]` of another C. */
  public static Mistake parameterSize(Span at, Declaration.Callable callee, Bracket.Item.Setting dim, Size wanted,
      Size actual) {
    return new Mistake(Diagnostic
        .of(CompilerProblem.DIM_SIZE_CONFLICT, at, callee.name() + " takes " + dim.span().text()
            + ", which is " + wanted + " here, and gets " + dim.name() + " = " + actual)
        .withNote(Wording.signature(callee)));
  }

  public static Mistake underivable(Span at, Declaration.Callable callee, Bracket.Item.Setting dim, String variable,
      Size actual) {
    return new Mistake(
        Diagnostic.of(CompilerProblem.DIM_SIZE_CONFLICT, at, callee.name() + " takes " + dim.span().text()
            + ", and no " + variable + " makes that " + actual).withNote(Wording.signature(callee)));
  }

  public static Mistake rank(Argument a, int wanted, boolean more, List<TypedAxis> rest) {
    String dims = wanted + " more " + (wanted == 1 ? "dim" : "dims") + (more ? " at least" : "");
    String left = rest.isEmpty()
        ? "none left"
        : rest.stream().map(TypedAxis::toString).collect(Collectors.joining(", ")) + " left";
    Diagnostic rank = Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, a.at(),
        a.name() + " needs " + dims + " in `" + a.parameter() + "`, and this value has " + left);
    return new Mistake(Wording.made(rank, a.made(), a.type()).withNote(Wording.signature(a.callee())));
  }

  public static Mistake kind(Argument a, String wanted) {
    Diagnostic kind = Diagnostic.of(CompilerProblem.KIND_MISMATCH, a.at(),
        a.name() + " takes " + wanted + " in `" + a.parameter() + "`");
    return new Mistake(Wording.made(kind, a.made(), a.type()));
  }

  /**
   * @param given where each argument stands; one that a pipe brings stands before the call
   */
  public static Mistake argumentCount(Span at, Declaration.Callable callee, List<Span> given) {
    int most = callee.parameters().size();
    String names = callee.parameters().stream().map(Declaration.Parameter::name).collect(Collectors.joining(", "));
    List<Span> written = given.stream().filter(span -> span.start() >= at.start()).toList();
    String gets = written.size() == given.size()
        ? ", and gets " + given.size()
        : ", and gets what flows in and " + written.size() + " more";
    Diagnostic problem = Diagnostic.of(CompilerProblem.ARGUMENT_COUNT, at,
        callee.name() + " takes " + count(most) + " (" + names + ")" + gets)
        .withNote(Wording.signature(callee));
    return new Mistake(given.size() <= most || callee.header().items().isEmpty()
        ? problem
        : problem.withHelp("dims and settings stand in brackets: " + bracketed(callee, written)));
  }

  /** How the last of the arguments would stand in the bracket: `Linear[10]`, `Dropout[p = 0.5]`. */
  private static String bracketed(Declaration.Callable callee, List<Span> written) {
    Bracket.Item last = callee.header().items().getLast();
    boolean dim = callee.header().items().stream().anyMatch(item -> item instanceof Bracket.Item.Plain);
    String value = written.isEmpty() ? "…" : written.getLast().text();
    return callee.name() + "[" + (dim || !(last instanceof Bracket.Item.Setting)
        ? value
        : ((Bracket.Item.Setting) callee.header().items().getFirst()).name() + " = " + value) + "]";
  }

  /** `linear` is also what other languages call the layer. */
  public static Mistake noSchedule(Span at, String name) {
    Diagnostic problem = Diagnostic.of(CompilerProblem.INVALID_SCHEDULE, at,
        "`" + name + "` is a schedule, and takes numbers that are known here: " + name + "(1e-3)");
    return new Mistake(name.equals("linear") ? problem.withHelp("the layer is written `Linear`") : problem);
  }

  public static Mistake builtinCount(Span at, String name, int takes, int given) {
    return Mistake.of(CompilerProblem.ARGUMENT_COUNT, at,
        "`" + name + "` takes " + count(takes) + ", and gets " + given);
  }

  private static String count(int number) {
    return number == 1 ? "one argument" : number == 0 ? "no arguments" : number + " arguments";
  }

  /** `dropout = 0.1` in parentheses may be a setting's, which stands in the bracket. */
  public static Mistake unknownArgument(Span at, Declaration.Callable callee, String name) {
    Diagnostic unknown = Diagnostic.of(CompilerProblem.UNKNOWN_PARAMETER_OR_SETTING, at,
        callee.name() + " has no parameter `" + name + "`").withNote(Wording.signature(callee));
    return new Mistake(names(callee.header()).contains(name)
        ? unknown.withHelp("`" + name + "` stands in the bracket: " + callee.name() + "[" + at.text() + "]")
        : Suggestion.offer(unknown, name, callee.parameters().stream().map(Declaration.Parameter::name).toList()));
  }

  /** The same of a function of the core. */
  public static Mistake unknownArgument(Span at, String callee, String name, List<String> names) {
    Diagnostic unknown = Diagnostic.of(CompilerProblem.UNKNOWN_PARAMETER_OR_SETTING, at,
        "`" + callee + "` has no parameter `" + name + "`")
        .withNote(names.isEmpty()
            ? "its arguments go by position"
            : callee + "(" + String.join(", ", names) + ")");
    return new Mistake(Suggestion.offer(unknown, name, names));
  }

  public static Mistake argumentTwice(Span at, String callee, String name, Span first) {
    return new Mistake(Diagnostic.of(CompilerProblem.DUPLICATE_NAME, at, callee + " gets `" + name + "` twice")
        .withRelated(first, "`" + name + "` is given here"));
  }

  /** Where arguments have names or defaults, their number says nothing of which one lacks. */
  public static Mistake argumentMissing(Span at, Declaration.Callable callee, String name, List<Span> given) {
    boolean optional = callee.parameters().stream().anyMatch(p -> p.initial().isPresent());
    return optional
        ? new Mistake(Diagnostic.of(CompilerProblem.ARGUMENT_COUNT, at, callee.name() + " needs `" + name + "`")
            .withNote(Wording.signature(callee)))
        : argumentCount(at, callee, given);
  }

  public static Mistake unknownSetting(Bracket.Item.Setting s, Declaration.Callable callee, Set<String> settings) {
    Diagnostic unknown = Diagnostic.of(CompilerProblem.UNKNOWN_PARAMETER_OR_SETTING, s.span(),
        callee.name() + " has no setting `" + s.name() + "`");
    Diagnostic noted = unknown.withNote(Wording.signature(callee));
    return new Mistake(
        ForeignNames.setting(noted, s.name(), names(callee.header()))
            .orElseGet(() -> Suggestion.offer(noted, s.name(), settings)));
  }

  private static Set<String> names(Bracket header) {
    return header.items().stream().flatMap(item -> switch (item) {
      case Bracket.Item.Setting s -> Stream.of(s.name());
      case Bracket.Item.Plain p -> Stream.of(p.value().span().text());
      case Bracket.Item.Layer l -> Stream.of(l.name().name());
      case Bracket.Item.Row _,Bracket.Item.As _,Bracket.Item.At _,Bracket.Item.Range _ -> Stream.of();
    }).collect(Collectors.toSet());
  }

  public static Mistake listLength(Span at, int entries, int wanted) {
    return new Mistake(Diagnostic.of(CompilerProblem.LIST_ENTRIES, at,
        "this is a list of " + entries + ", and one of " + wanted + " is needed")
        .withHelp("a single value, without { }, stands for all of them"));
  }

  public static Mistake listPlace(Span at, int count) {
    return Mistake.of(CompilerProblem.LIST_ENTRIES, at, count == 0
        ? "the place in a list, and its length, are whole numbers that are known here"
        : "places in a list of " + count + " are 0 to " + (count - 1));
  }

  public static Mistake headerTooMany(Span at, Declaration.Callable callee) {
    Diagnostic many =
        Diagnostic.of(CompilerProblem.ARGUMENT_COUNT, at, callee.name() + " takes no further dim in its bracket");
    return new Mistake(many.withNote(Wording.signature(callee)));
  }

  public static Mistake headerLacks(Span at, Declaration.Callable callee, String dim) {
    Diagnostic unknown =
        Diagnostic.of(CompilerProblem.UNDETERMINED_DIMS, at, callee.name() + " needs to know " + dim);
    return new Mistake(unknown.withNote(Wording.signature(callee)));
  }

  public static Mistake needsDims(Span at, String name) {
    return Mistake.of(CompilerProblem.UNDETERMINED_DIMS, at, "`" + name + "` needs its dims: " + name + "[…]");
  }

  /** A condition on sizes that aren't known yet: those of a body that is checked on its own, of open dims. */
  public static Mistake requirementNotKnown(Span at, Declaration.Callable callee, Expr condition, boolean generic) {
    Diagnostic unknown = Diagnostic.of(CompilerProblem.UNMET_REQUIREMENT, at,
        callee.name() + " requires " + condition.span().text() + ", and whether that holds isn't known here")
        .withRelated(condition.span(), "required here");
    return new Mistake(generic
        ? unknown.withHelp("require it here too: `requires` behind the header's result")
        : unknown.withNote("the sizes of open dims are known only when data arrives"));
  }

  public static Mistake requires(Span at, Declaration.Callable callee, Expr condition) {
    Diagnostic unmet = Diagnostic.of(CompilerProblem.UNMET_REQUIREMENT, at,
        callee.name() + " requires " + condition.span().text());
    return new Mistake(unmet.withRelated(condition.span(), "required here"));
  }
}
