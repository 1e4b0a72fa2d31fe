package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Dims whose sizes differ, that don't align, or that a value lacks. */
public final class DimMistakes {

  private DimMistakes() {}

  /** More numbers to keep than one array of Java's holds. */
  public static Problem tooLarge(Span at, BigInteger all, String largest, List<TypedAxis> axes, BigInteger count) {
    String shape =
        axes.stream().map(a -> a.dim().shown() + " = " + a.size()).collect(Collectors.joining(", ", "[", "]"));
    return new Problem(Diagnostic.of("NN0215", at, String.format(Locale.ROOT,
        "parameters and state of %,d numbers don't fit into memory", all))
        .withNote(String.format(Locale.ROOT, "the largest: %s %s, %,d numbers", largest, shape, count))
        .withNote(String.format(Locale.ROOT, "%,d at most, with what the optimizer keeps of each", Integer.MAX_VALUE)));
  }

  public static Problem sizesDiffer(String operator, Span at, TypedAxis left, Span leftMade, TypedAxis right,
      Span rightMade) {
    return new Problem(Diagnostic
        .of("NN0203", at, "the two sides of `" + operator + "` have " + left.dim() + " of different sizes: "
            + left.size() + " and " + right.size())
        .withRelated(leftMade, Wording.sized(left)).withRelated(rightMade, Wording.sized(right)));
  }

  public static Problem notAligned(String operator, Span at, Type.Tensor left, Span leftMade, Type.Tensor right,
      Span rightMade) {
    Diagnostic apart = Diagnostic.of("NN0205", at, "the dims of " + left + " and " + right + " don't align")
        .withLabel("of two operands, one's dims contain the other's");
    List<Dim> missing = right.dims().stream().filter(d -> !left.has(d)).toList();
    Diagnostic sides = Wording.made(Wording.made(apart, leftMade, left), rightMade, right);
    return new Problem(sides.withNote(missing.stream().map(Dim::shown).collect(Collectors.joining(", "))
        + (missing.size() == 1 ? " is" : " are") + " only on one side; to widen, list the layout: x[.., "
        + missing.stream().map(Dim::shown).collect(Collectors.joining(", ")) + "]"));
  }

  public static Problem twice(Span at, Dim dim) {
    String help = dim.isAnonymous()
        ? "name them: dim A = " + dim + ", dim B = " + dim
        : "a value has each dim once; rename one: x[" + dim + " as " + dim + "']";
    return new Problem(Diagnostic.of("NN0206", at, "two dims of one value would be called " + dim).withNote(help));
  }

  public static Problem reduces(Span at, String function, TypedAxis axis, Type.Tensor type, Span made) {
    return new Problem(
        Wording.made(Diagnostic.of("NN0212", at, "`" + function + "[" + axis + "]` needs a value that has " + axis),
            made, type));
  }

  public static Problem noSuchDim(Span at, String name, Type.Tensor type, Span made) {
    return new Problem(Wording.made(Diagnostic.of("NN0212", at, "this value has no dim " + name), made, type));
  }

  public static Problem layoutLacks(Span at, TypedAxis axis, Type.Tensor type, Span made) {
    return new Problem(Wording.made(Diagnostic.of("NN0212", at, "this layout leaves out " + axis).withNote(
        "a layout lists every dim of the value; reduce a dim with sum[" + axis + "](x), pick a place with x[" + axis
            + ": 0]"),
        made, type));
  }

  public static Problem notAMap(Span at, Type.Tensor type) {
    return new Problem(Diagnostic.of("NN0213", at, "right of `@` stands a linear map, and this is " + type).withNote(
        "a map's type has an arrow: [In -> Out]; two data tensors are contracted by dot[D](a, b)"));
  }

  public static Problem mapTakes(Span at, TypedAxis axis, Type.Tensor type, Span made) {
    return new Problem(Wording.made(
        Diagnostic.of("NN0204", at, "this map takes " + Wording.sized(axis) + ", and the value has no " + axis),
        made, type));
  }

  public static Problem gathers(Span at, Dim dim, Type.Tensor type, Span made) {
    return new Problem(
        Wording.made(Diagnostic.of("NN0212", at, "these are indices into " + dim + ", and the value has no " + dim),
            made, type));
  }

  public static Problem notAnIndex(Span at, String what, Type.Tensor type) {
    return new Problem(Diagnostic.of("NN0213", at, "a lower-case subscript gathers by indices, and this is " + what)
        .withNote("the value is " + Wording.sized(type) + "; a place is written x[Dim: 0]"));
  }

  public static Problem outside(Span at, TypedAxis axis) {
    return Problem.of("NN0219", at,
        "this place is outside of " + axis + ", whose places are 0 to " + axis.size().minus(Size.ONE));
  }

  public static Problem splitSizes(Span at, TypedAxis from, List<TypedAxis> to) {
    return Problem.of("NN0218", at, Wording.sized(from) + " can't be split into "
        + to.stream().map(Wording::sized).collect(Collectors.joining(" and ")) + ": their product isn't "
        + from.size());
  }

  public static Problem renameSize(Span at, TypedAxis declared, Size size) {
    return Problem.of("NN0218", at,
        declared + " is declared with size " + declared.size() + ", and this dim has size " + size);
  }

  public static Problem doesNotDivide(Span at, Size left, Size right) {
    return new Problem(
        Diagnostic.of("NN0215", at, left + " / " + right + " is no whole number").withNote("`//` rounds down"));
  }
}
