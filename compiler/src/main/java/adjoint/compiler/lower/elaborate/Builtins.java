package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Builtin;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;

/** What is built in: scalar functions, each a row of {@link ScalarFunction}, and the rows of {@link CoreFunction}. */
public final class Builtins {

  private final Evaluator evaluator;

  Builtins(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** The names of all functions that are built in. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(CoreFunction.names());
    for (ScalarFunction function : ScalarFunction.values()) {
      names.add(function.symbol());
    }
    return names;
  }

  static boolean has(String name) {
    return CoreFunction.named(name).isPresent() || ScalarFunction.named(name).isPresent();
  }

  /** A function with its bracket: for some that is a value already. */
  Denotation complete(Builtin b, Span span, Environment env) {
    return CoreFunction.named(b.name()).filter(CoreFunction::isComplete)
        .map(f -> f.of(new BuiltinCall(evaluator, b, List.of(), span, env))).orElse(b);
  }

  Denotation call(Builtin b, List<Argument> arguments, Span span, Environment env) {
    BuiltinCall call = new BuiltinCall(evaluator, b, arguments, span, env);
    return ScalarFunction.named(b.name()).map(f -> scalar(f, ordered(call, List.of())))
        .orElseGet(() -> core(CoreFunction.named(b.name()).orElseThrow(), call));
  }

  private static BuiltinCall ordered(BuiltinCall call, List<String> names) {
    return call.arguments().stream().allMatch(a -> a.name().isEmpty())
        ? call
        : new BuiltinCall(call.evaluator(), call.function(), ArgumentOrder.of(call, names), call.span(), call.env());
  }

  private static Denotation core(CoreFunction f, BuiltinCall call) {
    if (f.isComplete()) {
      throw PlaceMistakes.notCallable(call.span(), "`" + call.name() + "`, which takes a bracket only");
    }
    return f.of(f.isSchedule() ? call : ordered(call, f.parameters()));
  }

  private static Denotation scalar(ScalarFunction f, BuiltinCall call) {
    call.function().bracket().ifPresent(given -> {
      throw Mistake.of(CompilerProblem.DIMS_ON_ELEMENTWISE_FUNCTION, given.bracket().span(),
          "`" + call.name() + "` works element by element and takes no dims");
    });
    call.requireCount(f.arity());
    return call.evaluator().operators.function(f, call.arguments().stream().map(Argument::meaning).toList(),
        call.arguments().stream().map(Argument::span).toList(), call.span(), call.env());
  }
}
