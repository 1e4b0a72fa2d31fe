package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The words of the checker's messages: facts in, a problem out. Each shows both sides, and where each was made. */
public final class Mistakes {

  private Mistakes() {}

  public static Problem of(String code, Span at, String message) {
    return new Problem(Diagnostic.of(code, at, message));
  }

  /** More numbers to keep than one array of Java's holds. */
  public static Problem tooLarge(Span at, BigInteger all, String largest, List<TypedAxis> axes, BigInteger count) {
    String shape =
        axes.stream().map(a -> a.dim().shown() + " = " + a.size()).collect(Collectors.joining(", ", "[", "]"));
    return problem(Diagnostic.of("NN0215", at, String.format(Locale.ROOT,
        "parameters and state of %,d numbers don't fit into memory", all))
        .withNote(String.format(Locale.ROOT, "the largest: %s %s, %,d numbers", largest, shape, count))
        .withNote(String.format(Locale.ROOT, "%,d at most, with what the optimizer keeps of each", Integer.MAX_VALUE)));
  }

  private static Problem problem(Diagnostic diagnostic) {
    return new Problem(diagnostic);
  }

  /** The other side of a mistake: where a value was made, and its type. */
  private static Diagnostic made(Diagnostic diagnostic, Span made, Type.Tensor type) {
    return made.equals(diagnostic.at()) || made.equals(Span.NONE)
        ? diagnostic.withNote("the value is " + sized(type))
        : diagnostic.withRelated(made, "made here: " + sized(type));
  }

  /** `[Batch, Hidden], Hidden = 256`. */
  private static String sized(Type.Tensor type) {
    String sizes = type.axes().stream().filter(a -> !a.dim().isAnonymous())
        .filter(a -> !a.size().toString().equals(a.dim().shown())).map(a -> a.dim().shown() + " = " + a.size())
        .distinct().collect(Collectors.joining(", "));
    return type + (sizes.isEmpty() ? "" : ", " + sizes);
  }

  private static String sized(TypedAxis axis) {
    return axis.dim().isAnonymous() || axis.size().toString().equals(axis.dim().shown())
        ? axis.dim().shown()
        : axis.dim().shown() + " = " + axis.size();
  }

  private static Diagnostic suggest(Diagnostic diagnostic, String word, Collection<String> candidates) {
    return Suggestion.offer(diagnostic, word, candidates);
  }

  // Names

  public static Problem unknownName(Expr.Name name, List<String> candidates) {
    return problem(suggest(Diagnostic.of("NN0201", name.span(), "nothing is called `" + name.name() + "` here"),
        name.name(), candidates));
  }

  public static Problem unknownDim(Expr.Name name, List<String> dims) {
    Diagnostic unknown = Diagnostic.of("NN0201", name.span(), "no dim is called `" + name.name() + "`");
    return problem(suggest(dims.isEmpty() ? unknown : unknown.withNote("dims here: " + String.join(", ", dims)),
        name.name(), dims));
  }

  public static Problem rebound(Expr.Name name, Optional<Span> before) {
    Diagnostic twice =
        Diagnostic.of("NN0202", name.span(), "`" + name.name() + "` is bound already, and `=` binds once");
    return problem(before.map(span -> twice.withRelated(span, "bound here")).orElse(twice));
  }

  public static Problem declaredTwice(Span again, String name, Span before) {
    return problem(
        Diagnostic.of("NN0202", again, "`" + name + "` is declared twice").withRelated(before, "first here"));
  }

  public static Problem unknownMember(Expr.Member member, Set<String> fields) {
    return problem(
        suggest(Diagnostic.of("NN0220", member.nameSpan(), "there is no `" + member.name() + "` in it; it has "
            + String.join(", ", fields)), member.name(), fields));
  }

  public static Problem unknownParameter(Expr.Member member, String owner, Set<String> known) {
    List<String> last = known.stream().map(k -> k.substring(k.lastIndexOf('.') + 1)).toList();
    return problem(suggest(Diagnostic.of("NN0220", member.nameSpan(), owner + " has no parameter `" + member.name()
        + "` here").withNote("an instance has its parameters from its first application on"), member.name(), last));
  }

  public static Problem memberOf(Expr.Member member, Type.Tensor type, List<TypedAxis> having) {
    String words = having.isEmpty()
        ? "no dim of this value has a member `" + member.name() + "`"
        : "several dims of this value have a member `" + member.name() + "`; say which: x[Dim: " + member.name() + "]";
    return problem(Diagnostic.of("NN0220", member.nameSpan(), words).withNote("the value is " + sized(type)));
  }

  public static Problem cyclic(Span at, Declaration.Callable declaration) {
    return problem(Diagnostic.of("NN0214", at, declaration.name() + " uses itself").withRelated(declaration.nameSpan(),
        "its definition"));
  }

  public static Problem layerOutsideOfBody(Span at, String layer, String owner) {
    return problem(Diagnostic.of("NN0222", at, "a " + owner + " owns no layers, so " + layer + " can't be written here")
        .withNote("layers and models own parameters; a function gets them as arguments"));
  }

  public static Problem ownsNothing(Span at, String owner) {
    return of("NN0222", at, "a " + owner + " owns no parameters and no states; only layers and models do");
  }

  public static Problem notUpdatable(Expr.Name name, String what) {
    return problem(Diagnostic.of("NN0221", name.span(), "`" + name.name() + "` can't be updated: it is " + what)
        .withNote("`<-` updates a state, and a value that a scan carries"));
  }

  /** A problem in the body of a library's callable is shown where the user applied it. */
  public static Diagnostic inside(Diagnostic found, Declaration.Callable callee, Span applied) {
    boolean ours = found.at().source() == callee.span().source() && applied.source() != callee.span().source();
    return ours ? found.at(applied).withRelated(found.at(), "in " + callee.name()) : found;
  }

  // What can stand where

  public static Problem notAValue(Span at, String what) {
    return of("NN0209", at, "a value is needed here, and this is " + what);
  }

  public static Problem dimAsValue(Span at, TypedAxis axis) {
    return problem(
        Diagnostic.of("NN0209", at, "dim " + axis + " isn't a value").withNote("its size as a number is size["
            + axis + "], its positions are index[" + axis + "]"));
  }

  public static Problem severalResults(Span at, Set<String> fields) {
    return problem(
        Diagnostic.of("NN0209", at, "several results stand where one value is needed").withNote("choose one: "
            + fields.stream().map(f -> "." + f).collect(Collectors.joining(", "))));
  }

  public static Problem notCallable(Span at, String what) {
    return of("NN0209", at, "this can't be applied: it is " + what);
  }

  public static Problem conditionNotKnown(Span at) {
    return problem(Diagnostic.of("NN0217", at, "an `if` chooses by what the compiler knows: training, settings, sizes")
        .withNote("where(c, a, b) chooses by value"));
  }

  // Dims

  public static Problem sizesDiffer(String operator, Span at, TypedAxis left, Span leftMade, TypedAxis right,
      Span rightMade) {
    return problem(Diagnostic
        .of("NN0203", at, "the two sides of `" + operator + "` have " + left.dim() + " of different sizes: "
            + left.size() + " and " + right.size())
        .withRelated(leftMade, sized(left)).withRelated(rightMade, sized(right)));
  }

  public static Problem notAligned(String operator, Span at, Type.Tensor left, Span leftMade, Type.Tensor right,
      Span rightMade) {
    Diagnostic apart = Diagnostic.of("NN0205", at, "the dims of " + left + " and " + right + " don't align")
        .withLabel("of two operands, one's dims contain the other's");
    List<Dim> missing = right.dims().stream().filter(d -> !left.has(d)).toList();
    Diagnostic sides = made(made(apart, leftMade, left), rightMade, right);
    return problem(sides.withNote(missing.stream().map(Dim::shown).collect(Collectors.joining(", "))
        + (missing.size() == 1 ? " is" : " are") + " only on one side; to widen, list the layout: x[.., "
        + missing.stream().map(Dim::shown).collect(Collectors.joining(", ")) + "]"));
  }

  public static Problem twice(Span at, Dim dim) {
    String help = dim.isAnonymous()
        ? "name them: dim A = " + dim + ", dim B = " + dim
        : "a value has each dim once; rename one: x[" + dim + " as " + dim + "']";
    return problem(Diagnostic.of("NN0206", at, "two dims of one value would be called " + dim).withNote(help));
  }

  public static Problem reduces(Span at, String function, TypedAxis axis, Type.Tensor type, Span made) {
    return problem(made(Diagnostic.of("NN0212", at, "`" + function + "[" + axis + "]` needs a value that has " + axis),
        made, type));
  }

  public static Problem noSuchDim(Span at, String name, Type.Tensor type, Span made) {
    return problem(made(Diagnostic.of("NN0212", at, "this value has no dim " + name), made, type));
  }

  public static Problem layoutLacks(Span at, TypedAxis axis, Type.Tensor type, Span made) {
    return problem(made(Diagnostic.of("NN0212", at, "this layout leaves out " + axis).withNote(
        "a layout lists every dim of the value; reduce a dim with sum[" + axis + "](x), pick a place with x[" + axis
            + ": 0]"),
        made, type));
  }

  public static Problem notAMap(Span at, Type.Tensor type) {
    return problem(Diagnostic.of("NN0213", at, "right of `@` stands a linear map, and this is " + type).withNote(
        "a map's type has an arrow: [In -> Out]; two data tensors are contracted by dot[D](a, b)"));
  }

  public static Problem mapTakes(Span at, TypedAxis axis, Type.Tensor type, Span made) {
    return problem(made(Diagnostic.of("NN0204", at, "this map takes " + sized(axis) + ", and the value has no " + axis),
        made, type));
  }

  public static Problem gathers(Span at, Dim dim, Type.Tensor type, Span made) {
    return problem(made(Diagnostic.of("NN0212", at, "these are indices into " + dim + ", and the value has no " + dim),
        made, type));
  }

  public static Problem notAnIndex(Span at, String what, Type.Tensor type) {
    return problem(Diagnostic.of("NN0213", at, "a lower-case subscript gathers by indices, and this is " + what)
        .withNote("the value is " + sized(type) + "; a place is written x[Dim: 0]"));
  }

  public static Problem outside(Span at, TypedAxis axis) {
    return of("NN0219", at,
        "this place is outside of " + axis + ", whose places are 0 to " + axis.size().minus(Size.ONE));
  }

  public static Problem splitSizes(Span at, TypedAxis from, List<TypedAxis> to) {
    return of("NN0218", at, sized(from) + " can't be split into "
        + to.stream().map(Mistakes::sized).collect(Collectors.joining(" and ")) + ": their product isn't "
        + from.size());
  }

  public static Problem renameSize(Span at, TypedAxis declared, Size size) {
    return of("NN0218", at, declared + " is declared with size " + declared.size() + ", and this dim has size " + size);
  }

  public static Problem doesNotDivide(Span at, Size left, Size right) {
    return problem(
        Diagnostic.of("NN0215", at, left + " / " + right + " is no whole number").withNote("`//` rounds down"));
  }

  // Calls

  /** An argument on its way to a parameter. */
  public record Argument(Declaration.Callable callee, String parameter, Type.Tensor type, Span at, Span made) {
    String name() {
      return callee.name();
    }
  }

  public static Problem takes(Argument a, TypedAxis wanted, Span given) {
    Diagnostic takes = Diagnostic.of("NN0204", given, a.name() + " takes " + wanted.dim()
        + " here, but the value flowing into it has " + last(a.type())).withLabel(sized(wanted));
    return problem(made(a.type().axes().isEmpty() ? takes : insteadOf(takes, last(a.type())), a.made(), a.type()));
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
    Diagnostic lacks = Diagnostic.of("NN0204", a.at(), a.name() + " takes " + sized(wanted) + " in `" + a.parameter()
        + "`, and this value has no " + wanted.dim());
    return problem(made(lacks, a.made(), a.type()).withNote(signature(a.callee())));
  }

  public static Problem argumentSize(Argument a, TypedAxis wanted, TypedAxis actual) {
    Diagnostic size =
        Diagnostic.of("NN0203", a.at(), a.name() + " has " + sized(wanted) + " already, and in `" + a.parameter()
            + "` " + actual.dim() + " is " + actual.size());
    return problem(made(size, a.made(), a.type()));
  }

  public static Problem rank(Argument a, int wanted, boolean more, List<TypedAxis> rest) {
    String dims = wanted + " more " + (wanted == 1 ? "dim" : "dims") + (more ? " at least" : "");
    Diagnostic rank = Diagnostic.of("NN0204", a.at(), a.name() + " needs " + dims + " in `" + a.parameter()
        + "`, and this value has " + (rest.isEmpty()
            ? "none left"
            : rest.stream().map(TypedAxis::toString)
                .collect(Collectors.joining(", ")) + " left"));
    return problem(made(rank, a.made(), a.type()).withNote(signature(a.callee())));
  }

  public static Problem kind(Argument a, String wanted) {
    Diagnostic kind = Diagnostic.of("NN0213", a.at(), a.name() + " takes " + wanted + " in `" + a.parameter() + "`");
    return problem(made(kind, a.made(), a.type()));
  }

  public static Problem argumentCount(Span at, Declaration.Callable callee, int given) {
    int most = callee.parameters().size();
    String names = callee.parameters().stream().map(Declaration.Parameter::name).collect(Collectors.joining(", "));
    Diagnostic problem =
        Diagnostic.of("NN0207", at, callee.name() + " takes " + count(most) + " (" + names + "), and gets "
            + given).withNote(signature(callee));
    return problem(given <= most || callee.header().items().isEmpty()
        ? problem
        : problem.withHelp("dims and settings stand in brackets: `" + callee.name() + "[…]`"));
  }

  /** `linear` is also what other languages call the layer. */
  public static Problem noSchedule(Span at, String name) {
    Diagnostic problem =
        Diagnostic.of("NN0268", at, "`" + name + "` is a schedule, and takes numbers that are known here: "
            + name + "(1e-3)");
    return problem(name.equals("linear") ? problem.withHelp("the layer is written `Linear`") : problem);
  }

  public static Problem builtinCount(Span at, String name, int takes, int given) {
    return of("NN0207", at, "`" + name + "` takes " + count(takes) + ", and gets " + given);
  }

  private static String count(int number) {
    return number == 1 ? "one argument" : number == 0 ? "no arguments" : number + " arguments";
  }

  public static Problem unknownArgument(Span at, Declaration.Callable callee, String name, List<String> names) {
    return problem(suggest(Diagnostic.of("NN0208", at, callee.name() + " has no parameter `" + name + "`")
        .withNote(signature(callee)), name, names));
  }

  public static Problem unknownSetting(Bracket.Item.Setting s, Declaration.Callable callee, Set<String> settings) {
    return problem(suggest(Diagnostic.of("NN0208", s.span(), callee.name() + " has no setting `" + s.name() + "`")
        .withNote(signature(callee)), s.name(), settings));
  }

  public static Problem headerTooMany(Span at, Declaration.Callable callee) {
    return problem(Diagnostic.of("NN0207", at, callee.name() + " takes no further dim in its bracket")
        .withNote(signature(callee)));
  }

  public static Problem headerLacks(Span at, Declaration.Callable callee, String dim) {
    return problem(Diagnostic.of("NN0216", at, callee.name() + " needs to know " + dim).withNote(signature(callee)));
  }

  public static Problem needsDims(Span at, String name) {
    return of("NN0216", at, "`" + name + "` needs its dims: " + name + "[…]");
  }

  public static Problem requires(Span at, Declaration.Callable callee, Expr condition) {
    return problem(Diagnostic.of("NN0223", at, callee.name() + " requires " + condition.span().text())
        .withRelated(condition.span(), "required here"));
  }

  /** The header and parameters as written: what a reader needs to call it. */
  private static String signature(Declaration.Callable callee) {
    Span from = callee.span();
    int end = callee.body().span().start();
    String text = end > from.start() ? from.source().text().substring(from.start(), end) : callee.name();
    return text.replaceAll("\\s+", " ").strip();
  }

  // Bodies

  public static Problem result(Span at, Declaration.Callable d, Type.Tensor promised, Type.Tensor actual, Span made) {
    Diagnostic result =
        Diagnostic.of("NN0210", at, d.name() + " promises " + promised + ", and its body gives " + actual);
    return problem(d.result().map(r -> result.withRelated(r.span(), "promised here")).orElse(result)
        .withNote("the body gives " + sized(actual)));
  }

  public static Problem resultSize(Span at, Declaration.Callable d, TypedAxis promised, TypedAxis actual) {
    Diagnostic result =
        Diagnostic.of("NN0210", at, d.name() + " promises " + promised.dim() + " of size " + promised.size()
            + ", and its body gives it size " + actual.size());
    return problem(d.result().map(r -> result.withRelated(r.span(), "promised here")).orElse(result));
  }

  public static Problem resultFields(Span at, Declaration.Callable d, Set<String> fields) {
    return of("NN0210", at,
        d.name() + " promises " + String.join(", ", fields) + "; its last expression must give them: ("
            + fields.stream().map(f -> f + " = …").collect(Collectors.joining(", ")) + ")");
  }

  public static Problem annotation(Span at, Type.Tensor wanted, Type.Tensor actual, Span annotation) {
    return problem(
        Diagnostic.of("NN0210", at, "this is " + actual + ", not " + wanted).withRelated(annotation, "annotated here")
            .withNote("the value is " + sized(actual)));
  }

  public static Problem updateType(Span at, Type.Tensor old, Type.Tensor value) {
    return of("NN0210", at, "an update keeps the type: this was " + sized(old) + ", and would become " + sized(value));
  }

  public static Problem repeated(Span at, Type.Tensor before, Type.Tensor after) {
    return of("NN0210", at,
        "what `repeat` repeats must keep the type: " + sized(before) + " goes in, " + sized(after) + " comes out");
  }

  public static Problem initialLacks(Span at, Type.Tensor wanted, Type.Tensor value) {
    return of("NN0210", at, "this is declared as " + sized(wanted) + ", and its initial value is " + sized(value));
  }

  public static Problem openParameter(Span at, String name, TypedAxis axis) {
    return problem(Diagnostic
        .of("NN0224", at, "`" + name + "` can't have " + axis + ", whose size is known only when data arrives")
        .withNote("parameters and states have fixed sizes"));
  }

  public static Problem sharedSizes(Span at, String path, Type.Tensor before, Type.Tensor now) {
    return of("NN0225", at, "`" + path + "` is shared, and was " + sized(before)
        + " where it was first applied; here it would be " + sized(now));
  }

  // Index equations

  public static Problem indexRange(Expr.Name name) {
    return problem(Diagnostic.of("NN0270", name.span(), "how far `" + name.name() + "` runs isn't known")
        .withNote("an index ranges over a dim that it stands in alone; else say it: sum[K: " + name.name() + "](…)"));
  }

  public static Problem subscripts(Span at, Type.Tensor type, int given) {
    return of("NN0270", at, "subscripts are complete: " + type + " has " + type.axes().size() + " dims, and " + given
        + " subscripts stand here");
  }
}
