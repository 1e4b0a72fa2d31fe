package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Bodies that promise one thing and give another, and what they store. */
public final class BodyMistakes {

  private BodyMistakes() {}

  public static Mistake result(Span at, Declaration.Callable d, Type.Tensor promised, Type.Tensor actual, Span made) {
    Diagnostic result = Diagnostic.of(CompilerProblem.TYPE_MISMATCH, at,
        d.name() + " promises " + promised + ", and its body gives " + actual);
    Diagnostic told = d.result().map(r -> result.withRelated(r.span(), "promised here")).orElse(result)
        .withNote("the body gives " + Wording.sized(actual));
    String runs = "an index runs over the dim that it stands in alone; over the promised one where each such read says "
        + "what is outside: a[.., i else 0]";
    Statement last = d.body().statements().getLast();
    if (last instanceof Statement.Equation) {
      return new Mistake(told.withNote(runs));
    }
    return new Mistake(
        equation(last, d).map(e -> told.withNote(runs + ", and the equation is the last line of its body")
            .withHelp("leave out the line `" + e.name().name() + "` below the equation")).orElse(told));
  }

  /** The index equation whose value a last line gives. */
  private static Optional<Statement.Equation> equation(Statement last, Declaration.Callable d) {
    return d.body().statements().stream().filter(s -> s instanceof Statement.Equation).map(s -> (Statement.Equation) s)
        .filter(e -> last instanceof Statement.Evaluate(Expr.Name(var name, _), _) && e.name().name().equals(name))
        .findFirst();
  }

  public static Mistake resultSize(Span at, Declaration.Callable d, TypedAxis promised, TypedAxis actual) {
    Diagnostic result = Diagnostic.of(CompilerProblem.TYPE_MISMATCH, at, d.name() + " promises " + promised.dim()
        + " of size " + promised.size() + ", and its body gives it size " + actual.size());
    return new Mistake(d.result().map(r -> result.withRelated(r.span(), "promised here")).orElse(result));
  }

  public static Mistake resultFields(Span at, Declaration.Callable d, Set<String> fields) {
    return Mistake.of(CompilerProblem.TYPE_MISMATCH, at,
        d.name() + " promises " + String.join(", ", fields) + "; its last expression must give them: ("
            + fields.stream().map(f -> f + " = …").collect(Collectors.joining(", ")) + ")");
  }

  public static Mistake annotation(Span at, Type.Tensor wanted, Type.Tensor actual, Span annotation) {
    Diagnostic other = Diagnostic.of(CompilerProblem.TYPE_MISMATCH, at, "this is " + actual + ", not " + wanted);
    return new Mistake(
        other.withRelated(annotation, "annotated here").withNote("the value is " + Wording.sized(actual)));
  }

  public static Mistake updateType(Span at, Type.Tensor old, Type.Tensor value) {
    return Mistake.of(CompilerProblem.TYPE_MISMATCH, at,
        "an update keeps the type: this was " + Wording.sized(old) + ", and would become " + Wording.sized(value));
  }

  public static Mistake repeated(Span at, Type.Tensor before, Type.Tensor after) {
    return Mistake.of(CompilerProblem.TYPE_MISMATCH, at, "what `repeat` repeats must keep the type: "
        + Wording.sized(before) + " goes in, " + Wording.sized(after) + " comes out");
  }

  public static Mistake initialLacks(Span at, Type.Tensor wanted, Type.Tensor value) {
    return Mistake.of(CompilerProblem.TYPE_MISMATCH, at,
        "this is declared as " + Wording.sized(wanted) + ", and its initial value is " + Wording.sized(value));
  }

  public static Mistake rowInModel(Span at, String row) {
    Diagnostic open = Diagnostic.of(CompilerProblem.UNBOUND_DIM_ROW, at,
        "`" + row + "` can't stand in a model, which is compiled for the dims that it lists");
    return new Mistake(open.withHelp("list them, as in [Batch, Pixel]; a `layer` takes any further dims by `..`"));
  }

  public static Mistake openParameter(Span at, String name, TypedAxis axis) {
    Diagnostic open = Diagnostic.of(CompilerProblem.OPEN_DIM_IN_PARAMETER, at,
        "`" + name + "` can't have " + axis + ", whose size is known only when data arrives");
    return new Mistake(open.withNote("parameters and states have fixed sizes"));
  }

  public static Mistake sharedSizes(Span at, String path, Type.Tensor before, Type.Tensor now) {
    return Mistake.of(CompilerProblem.SHARED_LAYER_SIZE_CONFLICT, at, "`" + path + "` is shared, and was "
        + Wording.sized(before) + " where it was first applied; here it would be " + Wording.sized(now));
  }
}
