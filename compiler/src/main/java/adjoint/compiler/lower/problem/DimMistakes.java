package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Dims whose sizes differ, that don't align, or that a value lacks. */
public final class DimMistakes {

  private DimMistakes() {}

  /** More numbers to keep than one array of Java's holds. */
  public static Mistake tooLarge(Span at, BigInteger all, String largest, List<TypedAxis> axes, BigInteger count) {
    String shape =
        axes.stream().map(a -> a.dim().shown() + " = " + a.size()).collect(Collectors.joining(", ", "[", "]"));
    Diagnostic large = Diagnostic.of(CompilerProblem.INVALID_DIM_SIZE, at,
        String.format(Locale.ROOT, "parameters and state of %,d numbers don't fit into memory", all));
    return new Mistake(large
        .withNote(String.format(Locale.ROOT, "the largest: %s %s, %,d numbers", largest, shape, count))
        .withNote(String.format(Locale.ROOT, "%,d at most, with what the optimizer keeps of each", Integer.MAX_VALUE)));
  }

  public static Mistake sizesDiffer(String operator, Span at, TypedAxis left, Span leftMade, TypedAxis right,
      Span rightMade) {
    Diagnostic differ = Diagnostic.of(CompilerProblem.DIM_SIZE_CONFLICT, at, "the two sides of `" + operator + "` have "
        + left.dim() + " of different sizes: " + left.size() + " and " + right.size());
    return new Mistake(
        differ.withRelated(leftMade, Wording.sized(left)).withRelated(rightMade, Wording.sized(right)));
  }

  public static Mistake notAligned(String operator, Span at, Type.Tensor left, Span leftMade, Type.Tensor right,
      Span rightMade) {
    Diagnostic apart =
        Diagnostic.of(CompilerProblem.MISALIGNED_DIMS, at, "the dims of " + left + " and " + right + " don't align")
            .withLabel("of two operands, one's dims contain the other's");
    List<Dim> missing = right.dims().stream().filter(d -> !left.has(d)).toList();
    Diagnostic sides = Wording.made(Wording.made(apart, leftMade, left), rightMade, right);
    return new Mistake(sides.withNote(missing.stream().map(Dim::shown).collect(Collectors.joining(", "))
        + (missing.size() == 1 ? " is" : " are") + " only on one side; to widen, list the layout: x[.., "
        + missing.stream().map(Dim::shown).collect(Collectors.joining(", ")) + "]"));
  }

  public static Mistake twice(Span at, Dim dim) {
    String help = dim.isAnonymous()
        ? "name them: dim A = " + dim + ", dim B = " + dim
        : "a value has each dim once; rename one: x[" + dim + " as " + dim + "']";
    return new Mistake(Diagnostic.of(CompilerProblem.DUPLICATE_DIM, at, "two dims of one value would be called " + dim)
        .withNote(help));
  }

  public static Mistake reduces(Span at, String function, TypedAxis axis, Type.Tensor type, Span made) {
    Diagnostic lacks = Diagnostic.of(CompilerProblem.MISSING_DIM, at,
        "`" + function + "[" + axis + "]` needs a value that has " + axis);
    return new Mistake(Wording.made(lacks, made, type));
  }

  public static Mistake noSuchDim(Span at, String name, Type.Tensor type, Span made) {
    Diagnostic lacks = Diagnostic.of(CompilerProblem.MISSING_DIM, at, "this value has no dim " + name);
    return new Mistake(Wording.made(lacks, made, type));
  }

  public static Mistake layoutLacks(Span at, TypedAxis axis, Type.Tensor type, Span made) {
    Diagnostic lacks = Diagnostic.of(CompilerProblem.MISSING_DIM, at, "this layout leaves out " + axis)
        .withNote("a layout lists every dim of the value; reduce a dim with sum[" + axis
            + "](x), pick a place with x[" + axis + ": 0]");
    return new Mistake(Wording.made(lacks, made, type));
  }

  public static Mistake notAMap(Span at, Type.Tensor type) {
    Diagnostic other =
        Diagnostic.of(CompilerProblem.KIND_MISMATCH, at, "right of `@` stands a linear map, and this is " + type);
    return new Mistake(
        other.withNote("a map's type has an arrow: [In -> Out]; two data tensors are contracted by dot[D](a, b)"));
  }

  public static Mistake mapTakes(Span at, TypedAxis axis, Type.Tensor type, Span made) {
    Diagnostic lacks = Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, at,
        "this map takes " + Wording.sized(axis) + ", and the value has no " + axis);
    return new Mistake(Wording.made(lacks, made, type));
  }

  public static Mistake gathers(Span at, Dim dim, Type.Tensor type, Span made) {
    Diagnostic lacks = Diagnostic.of(CompilerProblem.MISSING_DIM, at,
        "these are indices into " + dim + ", and the value has no " + dim);
    return new Mistake(Wording.made(lacks, made, type));
  }

  public static Mistake notAnIndex(Span at, String what, Type.Tensor type) {
    Diagnostic other = Diagnostic.of(CompilerProblem.KIND_MISMATCH, at,
        "a lower-case subscript gathers by indices, and this is " + what);
    return new Mistake(
        other.withNote("the value is " + Wording.sized(type) + "; a place is written x[Dim: 0]"));
  }

  public static Mistake outside(Span at, TypedAxis axis) {
    return Mistake.of(CompilerProblem.PLACE_OUT_OF_BOUNDS, at,
        "this place is outside of " + axis + ", whose places are 0 to " + axis.size().minus(Size.ONE));
  }

  public static Mistake splitSizes(Span at, TypedAxis from, List<TypedAxis> to) {
    return Mistake.of(CompilerProblem.RESHAPE_SIZE_MISMATCH, at, Wording.sized(from) + " can't be split into "
        + to.stream().map(Wording::sized).collect(Collectors.joining(" and ")) + ": their product isn't "
        + from.size());
  }

  public static Mistake renameSize(Span at, TypedAxis declared, Size size) {
    Diagnostic other = Diagnostic.of(CompilerProblem.RESHAPE_SIZE_MISMATCH, at,
        declared + " is declared with size " + declared.size() + ", and this dim has size " + size);
    return new Mistake(other.withHelp("to keep the name at that size, say so: as " + declared + " = " + size));
  }

  /** `(A, B) as C = …` of another size. */
  public static Mistake statedSize(Span at, Size stated, Size size) {
    return Mistake.of(CompilerProblem.RESHAPE_SIZE_MISMATCH, at,
        "this is " + stated + ", and the dim has size " + size);
  }

  public static Mistake severalSizes(Expr.Name dim, Set<Size> sizes) {
    Diagnostic several = Diagnostic.of(CompilerProblem.DIM_SIZE_CONFLICT, dim.span(), "results have " + dim.name()
        + " of several sizes here: " + sizes.stream().map(Size::toString).collect(Collectors.joining(", ")));
    return new Mistake(several.withHelp("rename it where it is made: f(x)[" + dim.name() + " as Other]"));
  }

  public static Mistake doesNotDivide(Span at, Size left, Size right) {
    Diagnostic broken =
        Diagnostic.of(CompilerProblem.INVALID_DIM_SIZE, at, left + " / " + right + " is no whole number");
    return new Mistake(broken.withNote("`//` rounds down"));
  }
}
