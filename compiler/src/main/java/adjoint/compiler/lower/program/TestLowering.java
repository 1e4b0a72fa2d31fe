package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.OpenDims;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.Tensors;
import adjoint.compiler.lower.elaborate.TypeReader;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.BodyScope;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.InstanceNames;
import adjoint.compiler.lower.scope.Owner;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A `test` block: a graph with one BOOL for each assert, named by the assert's line. */
public final class TestLowering {

  private final ProgramScope program;
  private final Environment file;

  TestLowering(ProgramScope program, Environment file) {
    this.program = program;
    this.file = file;
  }

  Graph lower(Declaration.Test test) {
    Build build = new Build(program.apart(), false, false);
    Evaluator evaluator = new Evaluator(build);
    build.startFrom(tensor -> InitialValues.of(evaluator, tensor));
    int scope = program.freshScope();
    Environment env = file.enter(
        new BodyScope(scope, test.name(), Owner.TEST, InstanceNames.of(test.body(), file::find)));
    for (Statement statement : test.body().statements()) {
      evaluator.statements.attempt(statement, env, () -> run(statement, evaluator, env));
    }
    Graph graph = build.build(test.name());
    OpenDims.of(graph).stream().findFirst().ifPresent(dim -> {
      throw Mistake.of(CompilerProblem.UNDETERMINED_DIMS, test.span(), "this test takes " + dim
          + ", which is open; a test gives it a size: dim " + dim + " = 4");
    });
    return graph;
  }

  /** The sizes that a test gives to open dims of its file. */
  static Map<String, Size> sizes(Declaration.Test test, Environment file, Evaluator evaluator) {
    Map<String, Size> sizes = new LinkedHashMap<>();
    for (Statement statement : test.body().statements()) {
      if (statement instanceof Statement.LocalDim d && d.dim().value() instanceof Declaration.DimValue.Fixed f
          && file.find(d.dim().name()).orElse(null) instanceof DimName open && !open.axis().size().isConstant()) {
        sizes.put(d.dim().name(), TypeReader.positive(evaluator.size(f.size(), file), f.size()));
      }
    }
    return sizes;
  }

  /** Runs a statement; whether it did. */
  private static boolean run(Statement statement, Evaluator evaluator, Environment env) {
    switch (statement) {
      case Statement.LocalDim d -> dim(d.dim(), evaluator, env);
      case Statement.Assert a -> evaluator.build.graph.output(line(a), false, holds(a, evaluator, env).value());
      case Statement.Bind _,Statement.Update _,Statement.Equation _,Statement.Declare _,Statement.Yield _ ->
        evaluator.statements.statement(statement, env, false);
      case Statement.Evaluate _ -> evaluator.statements.statement(statement, env, false);
    }
    return true;
  }

  private static void dim(Declaration.Dim d, Evaluator evaluator, Environment env) {
    if (evaluator.build.program.sizes.containsKey(d.name())) {
      return;
    }
    if (!(d.value() instanceof Declaration.DimValue.Fixed f)) {
      throw Mistake.of(CompilerProblem.DIM_IN_BODY, d.span(), "a dim of a test has a size: dim " + d.name() + " = 7");
    }
    Size size = TypeReader.positive(evaluator.size(f.size(), env), f.size());
    env.bind(d.name(), new DimName(new TypedAxis(new Dim(d.name(), env.body().number(), d.name()), size), List.of()),
        d.nameSpan());
  }

  /** One BOOL: whether an assert holds everywhere. */
  public static Tensor holds(Statement.Assert a, Evaluator evaluator, Environment env) {
    Origin origin = env.origin(a.span());
    Tensor holds = a.condition() instanceof Expr.Binary b && b.operator() == Expr.BinaryOperator.CLOSE
        ? close(a, b, evaluator, env)
        : evaluator.tensor(a.condition(), env);
    if (!(holds.type().kind() instanceof Type.Kind.Bool)) {
      throw Mistake.of(CompilerProblem.INVALID_ASSERT, a.condition().span(),
          "an assert takes a comparison, and this is " + holds.type());
    }
    return evaluator.tensors.reduce(Reduction.ALL, holds, holds.axes(), "assert", origin);
  }

  /** `a ~= b within e`: everywhere |a - b| ≤ e; the largest is an output too, for who asks how far they are apart. */
  private static Tensor close(Statement.Assert a, Expr.Binary b, Evaluator evaluator, Environment env) {
    double within = a.within().isEmpty()
        ? 1e-6
        : evaluator.evaluate(a.within().get(), env) instanceof Known k
            ? k.constant().orElse(Double.NaN)
            : Double.NaN;
    if (!(within >= 0)) {
      throw Mistake.of(CompilerProblem.INVALID_ASSERT, a.span(), "`within` takes a number that is known here");
    }
    Origin origin = env.origin(a.span());
    Tensor left = evaluator.tensor(b.left(), env);
    Tensor right = evaluator.tensor(b.right(), env);
    Tensor difference = evaluator.tensors.elementwise(ScalarFunction.SUB,
        List.of(new Tensors.Flowing(left), new Tensors.Flowing(right)), origin);
    Tensor apart = evaluator.tensors.elementwise(ScalarFunction.ABS, List.of(new Tensors.Flowing(difference)), origin);
    Tensor most = evaluator.tensors.reduce(Reduction.MAX, apart, apart.axes(), "apart", origin);
    evaluator.build.graph.output(Lowered.apart(line(a)), false, most.value());
    return evaluator.tensors.map(new Type.Kind.Bool(), apart.axes(), places -> Scalar.apply(ScalarFunction.LE,
        Tensors.number(apart, places), Scalar.of(within)), "", origin);
  }

  private static String line(Statement.Assert a) {
    return "line " + a.span().line();
  }
}
