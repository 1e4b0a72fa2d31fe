package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.ArrayFormats;
import adjoint.runtime.data.FileArrays;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.FileArray;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.text.Words;
import adjoint.runtime.tensor.Axis;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Arrays of files, `npy("adjacency.npy")`: constants of a program, or what initial values are made of. */
public final class ArrayCalls {

  private final Evaluator evaluator;
  private final ProgramScope program;

  ArrayCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.program = evaluator.build.program;
  }

  /** Whether an expression is an array of a file: a format is called, and nothing here has its name. */
  public static boolean isArray(Expr expr, Environment env) {
    return expr instanceof Expr.Apply a && a.callee() instanceof Expr.Name n
        && ArrayFormats.named(n.name()).isPresent() && env.find(n.name()).isEmpty();
  }

  /**
   * An array that a file declares.
   *
   * @param path of its place in the store
   */
  public ProgramScope.Stored constant(Declaration.Constant c, String path, Environment env) {
    if (!isArray(c.value(), env)) {
      throw Mistake.of(CompilerProblem.ARRAY_OF_FILE, c.value().span(), "a constant with a type is an array of a file: "
          + c.name() + ": " + c.type().orElseThrow().span().text() + " = " + examples());
    }
    return stored(Layout.Kind.CONSTANT, path, c.name(), type(c, env), (Expr.Apply) c.value(), env);
  }

  private Type.Tensor type(Declaration.Constant c, Environment env) {
    if (evaluator.types.type(c.type().orElseThrow(), env) instanceof Type.Tensor type) {
      return type;
    }
    throw Mistake.of(CompilerProblem.ARRAY_OF_FILE, c.type().get().span(), "an array is one tensor");
  }

  static String examples() {
    return Words.either(ArrayFormats.ALL.stream().map(ArrayFormats.Of::example).toList());
  }

  /** An array that an initial value is made of, of the type of that value. */
  Tensor initial(Expr.Apply call, Environment env) {
    Type.Tensor made = env.body().target().orElseThrow(() -> Mistake.of(CompilerProblem.ARRAY_OF_FILE, call.span(),
        "an array of a file stands at the top of a file, or is an initial value: weights: [Class] = "
            + call.span().text()));
    Type.Tensor type = Type.Tensor.of(made.kind(), Tensors.primed(made.axes()));
    ProgramScope.Stored array = evaluator.build.rigid
        ? new ProgramScope.Stored("", Layout.Kind.SOURCE, type, List.of(),
            new ProgramScope.Initial(call, env, call.span()))
        : stored(Layout.Kind.SOURCE, call.span().text() + " " + type.graphAxes(), call.span().text(), type, call, env);
    return new Tensor(type, evaluator.build.input(array), false, call.span());
  }

  private ProgramScope.Stored stored(Layout.Kind kind, String path, String name, Type.Tensor type, Expr.Apply call,
      Environment env) {
    requireSizes(name, type, call.span());
    Expr.Name format = (Expr.Name) call.callee();
    ArrayFormats.Located located = SourceCall.parsed(format.name(), call, new WrittenValues(evaluator, env),
        ArrayFormats.named(format.name()).orElseThrow().parse());
    Optional<Field.IndexDim> index = type.kind() instanceof Type.Kind.IndexOf i
        ? Optional.of(new Field.IndexDim(i.dim().shown(), i.size().constant(),
            program.members.getOrDefault(i.dim(), List.of())))
        : Optional.empty();
    List<Axis> axes = type.graphAxes();
    Field row = new Field(name, type.kind().element(), axes.subList(1, axes.size()), index, located.rows(),
        Field.Series.ROW, List.of(), new Missing.Error(), SourceCall.place(call.span()));
    FileArray array = new FileArray(path, located.source(), axes.getFirst(), row);
    requireShape(array, call.span());
    ProgramScope.Stored stored =
        new ProgramScope.Stored(path, kind, type, List.of(), new ProgramScope.Initial(call, env, call.span()));
    return program.arrays.computeIfAbsent(path, p -> new ProgramScope.Loaded(stored, array)).stored();
  }

  private static void requireSizes(String name, Type.Tensor type, Span at) {
    if (type.isScalar()) {
      throw Mistake.of(CompilerProblem.ARRAY_OF_FILE, at, "an array of a file has at least one axis: " + name
          + ": [Class] = …");
    }
    type.axes().stream().filter(a -> !a.size().isConstant()).findFirst().ifPresent(a -> {
      throw new Mistake(Diagnostic.of(CompilerProblem.ARRAY_OF_FILE, at, a.dim() + " is open, and an array has a size")
          .withHelp("let the file say it: dim " + a.dim() + " = count(…)"));
    });
  }

  /** Where there is the file already, and it says what it holds. */
  private void requireShape(FileArray array, Span at) {
    Optional<List<Long>> shape = asked(CompilerProblem.ARRAY_OF_FILE, at, () -> program.facts.shape(array.source()));
    List<Long> declared = array.axes().stream().map(axis -> axis.size().constant()).toList();
    if (shape.filter(there -> !there.equals(declared)).isPresent()) {
      throw Mistake.of(CompilerProblem.ARRAY_OF_FILE, at,
          FileArrays.otherwise(array.source().paths().getFirst(), shape.get(), array.axes()));
    }
  }

  /** What a file says; what is wrong with it is wrong with the text that names it. */
  public static <T> T asked(CompilerProblem kind, Span at, Supplier<T> question) {
    try {
      return question.get();
    } catch (UserProblem e) {
      Diagnostic problem = Diagnostic.of(kind, at, e.getMessage());
      throw new Mistake(e.hint().map(problem::withHelp).orElse(problem));
    }
  }
}
