package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.BodyMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** `param` and `state`: what a body stores, and the values that it begins with. */
public final class StoredValues {

  private final Evaluator evaluator;
  private final Build build;

  StoredValues(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.build = evaluator.build;
  }

  /** Known to the program by path, an input of the graph from now on. */
  Optional<Denotation> declare(Statement.Declare d, Environment env) {
    if (!env.body().owner().hasInstances()) {
      throw NameMistakes.ownsNothing(d.span(), env.body().owner().word());
    }
    Type.Tensor type = type(d, env);
    ProgramScope.Stored stored = store(d, type, env);
    Tensor value = new Tensor(type, build.read(stored, env.origin(d.span())), false, d.nameSpan());
    build.declare(stored.path(), type);
    env.bind(d.name(), value, d.nameSpan());
    return Optional.empty();
  }

  /** A stored tensor with all copies that inner `repeat`s make of it: they stand before its own axes. */
  public Tensor read(ProgramScope.Stored stored, Span span) {
    Type.Tensor own = build.declared().get(stored.path());
    Value value = build.read(stored, Origin.NONE);
    List<TypedAxis> axes =
        new ArrayList<>(stored.repeats().subList(stored.axes().size() - value.rank(), stored.repeats().size()));
    Optional<Integer> arrow = own.arrow().map(at -> at + axes.size());
    axes.addAll(own.axes());
    return new Tensor(new Type.Tensor(own.kind(), axes, arrow), value, false, span);
  }

  private Type.Tensor type(Statement.Declare d, Environment env) {
    String storage = d.storage() == Statement.Storage.PARAM ? "param" : "state";
    Type type = evaluator.types.type(d.type().orElseThrow(
        () -> Mistake.of(CompilerProblem.INVALID_PARAMETER_TYPE, d.span(),
            "a " + storage + " of a layer needs a type: " + d.name() + ": [..] = …")),
        env);
    if (!(type instanceof Type.Tensor tensor)) {
      throw Mistake.of(CompilerProblem.INVALID_PARAMETER_TYPE, d.span(), "a parameter is one tensor");
    }
    tensor.axes().stream().filter(a -> !a.size().isConstant() && !build.rigid).findFirst().ifPresent(a -> {
      throw BodyMistakes.openParameter(d.span(), d.name(), a);
    });
    return tensor;
  }

  private ProgramScope.Stored store(Statement.Declare d, Type.Tensor type, Environment env) {
    String path = env.body().path(d.name());
    List<TypedAxis> repeats = build.copies().stream().map(Build.Loop::axis).toList();
    Layout.Kind kind = d.storage() == Statement.Storage.PARAM ? Layout.Kind.PARAMETER : Layout.Kind.STATE;
    ProgramScope.Stored fresh =
        new ProgramScope.Stored(path, kind, type, repeats, new ProgramScope.Initial(d.initial(), env, d.span()));
    ProgramScope.Stored known = build.program.store(fresh);
    if (!sizes(known).equals(sizes(fresh))) {
      throw BodyMistakes.sharedSizes(d.span(), path, known.type(), type);
    }
    if (build.rigid) {
      initial(fresh.initial(), type);
    }
    return known;
  }

  private static List<Size> sizes(ProgramScope.Stored stored) {
    return stored.axes().stream().map(TypedAxis::size).toList();
  }

  /** Evaluates an initial value for a stored tensor of this type. */
  public Tensor initial(ProgramScope.Initial initial, Type.Tensor type) {
    Environment env = initial.environment().making(Optional.of(type));
    Tensor value = evaluator.tensor(initial.value(), env);
    List<Dim> dims = Tensors.primed(type.axes()).stream().map(TypedAxis::dim).toList();
    if (!dims.containsAll(Tensors.data(value).type().dims())) {
      throw BodyMistakes.initialLacks(initial.span(), type, value.type());
    }
    return evaluator.tensors.layout(value, type.axes(), env.origin(initial.span()));
  }
}
