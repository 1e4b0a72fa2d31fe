package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names that are unknown or bound twice, and what is owned or updated where it can't be. */
public final class NameMistakes {

  private NameMistakes() {}

  public static Problem unknownName(Expr.Name name, List<String> candidates) {
    return new Problem(
        Suggestion.offer(Diagnostic.of("NN0201", name.span(), "nothing is called `" + name.name() + "` here"),
            name.name(), candidates));
  }

  public static Problem unknownDim(Expr.Name name, List<String> dims) {
    Diagnostic unknown = Diagnostic.of("NN0201", name.span(), "no dim is called `" + name.name() + "`");
    return new Problem(
        Suggestion.offer(dims.isEmpty() ? unknown : unknown.withNote("dims here: " + String.join(", ", dims)),
            name.name(), dims));
  }

  public static Problem rebound(Expr.Name name, Optional<Span> before) {
    Diagnostic twice =
        Diagnostic.of("NN0202", name.span(), "`" + name.name() + "` is bound already, and `=` binds once");
    return new Problem(before.map(span -> twice.withRelated(span, "bound here")).orElse(twice));
  }

  public static Problem declaredTwice(Span again, String name, Span before) {
    return new Problem(
        Diagnostic.of("NN0202", again, "`" + name + "` is declared twice").withRelated(before, "first here"));
  }

  public static Problem unknownMember(Expr.Member member, Set<String> fields) {
    return new Problem(
        Suggestion.offer(Diagnostic.of("NN0220", member.nameSpan(), "there is no `" + member.name() + "` in it; it has "
            + String.join(", ", fields)), member.name(), fields));
  }

  public static Problem unknownParameter(Expr.Member member, String owner, Set<String> known) {
    List<String> last = known.stream().map(k -> k.substring(k.lastIndexOf('.') + 1)).toList();
    return new Problem(
        Suggestion.offer(Diagnostic.of("NN0220", member.nameSpan(), owner + " has no parameter `" + member.name()
            + "` here").withNote("an instance has its parameters from its first application on"), member.name(), last));
  }

  public static Problem memberOf(Expr.Member member, Type.Tensor type, List<TypedAxis> having) {
    String words = having.isEmpty()
        ? "no dim of this value has a member `" + member.name() + "`"
        : "several dims of this value have a member `" + member.name() + "`; say which: x[Dim: " + member.name() + "]";
    return new Problem(
        Diagnostic.of("NN0220", member.nameSpan(), words).withNote("the value is " + Wording.sized(type)));
  }

  public static Problem cyclic(Span at, Declaration.Callable declaration) {
    return new Problem(
        Diagnostic.of("NN0214", at, declaration.name() + " uses itself").withRelated(declaration.nameSpan(),
            "its definition"));
  }

  public static Problem layerOutsideOfBody(Span at, String layer, String owner) {
    return new Problem(
        Diagnostic.of("NN0222", at, "a " + owner + " owns no layers, so " + layer + " can't be written here")
            .withNote("layers and models own parameters; a function gets them as arguments"));
  }

  public static Problem ownsNothing(Span at, String owner) {
    return Problem.of("NN0222", at, "a " + owner + " owns no parameters and no states; only layers and models do");
  }

  public static Problem notUpdatable(Expr.Name name, String what) {
    return new Problem(Diagnostic.of("NN0221", name.span(), "`" + name.name() + "` can't be updated: it is " + what)
        .withNote("`<-` updates a state, and a value that a scan carries"));
  }

  /** A problem in the body of a library's callable is shown where the user applied it. */
  public static Diagnostic inside(Diagnostic found, Declaration.Callable callee, Span applied) {
    boolean ours = found.at().source() == callee.span().source() && applied.source() != callee.span().source();
    return ours ? found.at(applied).withRelated(found.at(), "in " + callee.name()) : found;
  }
}
