package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.stream.Collectors;

/** What several messages say: both sides of a mistake with their sizes, headers as written. */
final class Wording {

  private Wording() {}

  /** The other side of a mistake: where a value was made, and its type. */
  static Diagnostic made(Diagnostic diagnostic, Span made, Type.Tensor type) {
    return made.equals(diagnostic.at()) || made.equals(Span.NONE)
        ? diagnostic.withNote("the value is " + sized(type))
        : diagnostic.withRelated(made, "made here: " + sized(type));
  }

  /** `[Batch, Hidden], Hidden = 256`. */
  static String sized(Type.Tensor type) {
    String sizes = type.axes().stream().filter(a -> !a.dim().isAnonymous())
        .filter(a -> !a.size().toString().equals(a.dim().shown())).map(a -> a.dim().shown() + " = " + a.size())
        .distinct().collect(Collectors.joining(", "));
    return type + (sizes.isEmpty() ? "" : ", " + sizes);
  }

  static String sized(TypedAxis axis) {
    return axis.dim().isAnonymous() || axis.size().toString().equals(axis.dim().shown())
        ? axis.dim().shown()
        : axis.dim().shown() + " = " + axis.size();
  }

  /** The header and parameters as written: what a reader needs to call it. */
  static String signature(Declaration.Callable callee) {
    Span from = callee.span();
    int end = callee.body().span().start();
    String text = end > from.start() ? from.source().text().substring(from.start(), end) : callee.name();
    return text.replaceAll("\\s+", " ").strip();
  }
}
