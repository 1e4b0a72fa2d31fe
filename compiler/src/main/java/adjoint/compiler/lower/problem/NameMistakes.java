package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names that are unknown or bound twice, and what is owned or updated where it can't be. */
public final class NameMistakes {

  private NameMistakes() {}

  public static Mistake unknownName(Expr.Name name, List<String> candidates) {
    Diagnostic unknown =
        Diagnostic.of(CompilerProblem.UNKNOWN_NAME, name.span(), "nothing is called `" + name.name() + "` here");
    return new Mistake(ForeignNames.instead(unknown, name.name())
        .orElseGet(() -> Suggestion.offer(unknown, name.name(), candidates)));
  }

  /** The name that other languages write in front of this one: the `nn` of `nn.Linear`, of `tf.keras.layers.Dense`. */
  public static Optional<Expr.Name> prefix(Expr expr) {
    return switch (expr) {
      case Expr.Member m -> m.base() instanceof Expr.Name n
          ? Optional.of(n).filter(name -> ForeignNames.isPrefix(name.name()))
          : prefix(m.base());
      case Expr.Name _,Expr.Number _,Expr.Text _,Expr.Bracketed _,Expr.Apply _,Expr.Unary _,Expr.Binary _ ->
        Optional.empty();
      case Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _,Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ ->
        Optional.empty();
    };
  }

  /**
   * @param known whether the name behind the prefix is one here
   */
  public static Mistake unknownPrefix(Expr.Name prefix, Expr.Member whole, boolean known) {
    Diagnostic unknown =
        Diagnostic.of(CompilerProblem.UNKNOWN_NAME, prefix.span(), "nothing is called `" + prefix.name() + "` here");
    return new Mistake(known
        ? unknown.withHelp("names stand without a prefix: " + whole.name())
        : ForeignNames.instead(unknown, whole.name())
            .orElseGet(() -> unknown.withHelp("names of the library stand without a prefix, as Linear does")));
  }

  public static Mistake unknownDim(Expr.Name name, List<String> dims) {
    Diagnostic unknown =
        Diagnostic.of(CompilerProblem.UNKNOWN_NAME, name.span(), "no dim is called `" + name.name() + "`");
    return new Mistake(
        Suggestion.offer(dims.isEmpty() ? unknown : unknown.withNote("dims here: " + String.join(", ", dims)),
            name.name(), dims));
  }

  public static Mistake rebound(Expr.Name name, Optional<Span> before) {
    Diagnostic twice = Diagnostic.of(CompilerProblem.DUPLICATE_NAME, name.span(),
        "`" + name.name() + "` is bound already, and `=` binds once");
    return new Mistake(before.map(span -> twice.withRelated(span, "bound here")).orElse(twice));
  }

  public static Mistake declaredTwice(Span again, String name, Span before) {
    Diagnostic twice = Diagnostic.of(CompilerProblem.DUPLICATE_NAME, again, "`" + name + "` is declared twice");
    return new Mistake(twice.withRelated(before, "first here"));
  }

  public static Mistake unknownMember(Expr.Member member, Set<String> fields) {
    Diagnostic unknown = Diagnostic.of(CompilerProblem.UNKNOWN_MEMBER, member.nameSpan(),
        "there is no `" + member.name() + "` in it; it has " + String.join(", ", fields));
    return new Mistake(Suggestion.offer(unknown, member.name(), fields));
  }

  public static Mistake unknownParameter(Expr.Member member, String owner, Set<String> known) {
    List<String> last = known.stream().map(k -> k.substring(k.lastIndexOf('.') + 1)).toList();
    Diagnostic unknown = Diagnostic.of(CompilerProblem.UNKNOWN_MEMBER, member.nameSpan(),
        owner + " has no parameter `" + member.name() + "` here")
        .withNote("an instance has its parameters from its first application on");
    return new Mistake(Suggestion.offer(unknown, member.name(), last));
  }

  /** `x.mean()`, `x.view(…)`: a method of other languages. */
  public static Mistake method(Expr.Member member, Type.Tensor type, boolean function) {
    Diagnostic method = Diagnostic.of(CompilerProblem.UNKNOWN_MEMBER, member.nameSpan(),
        "values have no methods such as `" + member.name() + "`").withNote("the value is " + Wording.sized(type));
    return new Mistake(function
        ? method.withHelp("functions take the value: " + member.name() + "(" + member.base().span().text() + ")")
        : ForeignNames.instead(method, member.name()).orElse(method));
  }

  public static boolean isForeign(String name) {
    return ForeignNames.forms().containsKey(name);
  }

  public static Mistake memberOf(Expr.Member member, Type.Tensor type, List<TypedAxis> having) {
    String words = having.isEmpty()
        ? "no dim of this value has a member `" + member.name() + "`"
        : "several dims of this value have a member `" + member.name() + "`; say which: x[Dim: " + member.name() + "]";
    return new Mistake(
        Diagnostic.of(CompilerProblem.UNKNOWN_MEMBER, member.nameSpan(), words)
            .withNote("the value is " + Wording.sized(type)));
  }

  /** An argument of `Box(cx = …)` that is no member of the dim. */
  public static Mistake notAMember(Span at, TypedAxis dim, List<String> members, Optional<String> name) {
    Diagnostic other = Diagnostic.of(CompilerProblem.UNKNOWN_MEMBER, at,
        name.map(n -> "dim " + dim + " has no member `" + n + "`").orElse("members are given by name"))
        .withNote("its members: " + String.join(", ", members));
    return new Mistake(name.map(n -> Suggestion.offer(other, n, members)).orElse(other));
  }

  public static Mistake memberLacks(Span at, TypedAxis dim, List<String> members, String member) {
    return Mistake.of(CompilerProblem.UNKNOWN_MEMBER, at, "a value of dim " + dim
        + " needs each of its members: " + String.join(", ", members) + "; `" + member + "` is missing");
  }

  public static Mistake cyclic(Span at, Declaration.Callable declaration) {
    Diagnostic cyclic = Diagnostic.of(CompilerProblem.CYCLIC_DEFINITION, at, declaration.name() + " uses itself");
    return new Mistake(cyclic.withRelated(declaration.nameSpan(), "its definition"));
  }

  public static Mistake layerOutsideOfBody(Span at, String layer, String owner) {
    Diagnostic homeless = Diagnostic.of(CompilerProblem.STATEFUL_FUNCTION, at,
        "a " + owner + " owns no layers, so " + layer + " can't be written here");
    return new Mistake(homeless.withNote("layers and models own parameters; a function gets them as arguments"));
  }

  public static Mistake ownsNothing(Span at, String owner) {
    return Mistake.of(CompilerProblem.STATEFUL_FUNCTION, at,
        "a " + owner + " owns no parameters and no states; only layers and models do");
  }

  public static Mistake notUpdatable(Expr.Name name, String what) {
    Diagnostic fixed = Diagnostic.of(CompilerProblem.NOT_UPDATABLE, name.span(),
        "`" + name.name() + "` can't be updated: it is " + what);
    return new Mistake(fixed.withNote("`<-` updates a state, and a value that a scan carries"));
  }

  /** A problem in the body of a library's callable is shown where the user applied it. */
  public static Diagnostic inside(Diagnostic found, Declaration.Callable callee, Span applied) {
    boolean ours = found.at().source() == callee.span().source() && applied.source() != callee.span().source();
    return ours ? found.at(applied).withRelated(found.at(), "in " + callee.name()) : found;
  }

  /** A word that none of the known ones is, with the nearest of them or all; those may be none. */
  public static Mistake unknownWord(CompilerProblem kind, Span at, String message, String word,
      Iterable<String> candidates) {
    List<String> all = new ArrayList<>();
    candidates.forEach(all::add);
    Diagnostic problem = Suggestion.offer(Diagnostic.of(kind, at, message), word, all);
    String known = all.isEmpty() ? "none" : String.join(", ", all);
    return new Mistake(problem.help().isPresent() ? problem : problem.withNote("known: " + known));
  }
}
