package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.List;

/** Random draws. In an initial value without a bracket they are for what is declared. */
final class RandomNumbers {

  private RandomNumbers() {}

  /** `uniform[..](low, high)`. */
  static Denotation uniform(BuiltinCall call) {
    Type.Tensor type = type(call);
    Scalar low = parameter(call, 0, 0);
    Scalar high = parameter(call, 1, 1);
    Scalar width = low instanceof Scalar.Constant l && high instanceof Scalar.Constant h
        ? Scalar.of(h.value() - l.value())
        : Scalar.apply(ScalarFunction.SUB, high, low);
    return draws(call, type, low, width, true);
  }

  /** `normal[..](mean, std)`. */
  static Denotation normal(BuiltinCall call) {
    Type.Tensor type = type(call);
    return draws(call, type, parameter(call, 0, 0), parameter(call, 1, 1), false);
  }

  private static Type.Tensor type(BuiltinCall call) {
    if (!call.arguments().isEmpty()) {
      call.requireCount(2);
    }
    if (call.function().bracket().isPresent()) {
      return Type.Tensor.real(call.layout());
    }
    Type.Tensor target =
        call.env().body().target().orElseThrow(() -> CallMistakes.needsDims(call.span(), call.name()));
    return new Type.Tensor(new Type.Kind.Real(), List.copyOf(target.axes()), target.arrow());
  }

  private static Scalar parameter(BuiltinCall call, int position, double otherwise) {
    if (call.arguments().isEmpty()) {
      return Scalar.of(otherwise);
    }
    Argument argument = call.arguments().get(position);
    if (argument.meaning() instanceof Known k) {
      return k.scalar();
    }
    if (argument.meaning() instanceof Tensor t && t.type().isScalar()) {
      return new Scalar.Read(t.value(), List.of());
    }
    throw Mistake.of(CompilerProblem.NON_SCALAR_DISTRIBUTION_PARAMETER, argument.span(),
        "a draw is described by single numbers");
  }

  private static Tensor draws(BuiltinCall call, Type.Tensor type, Scalar from, Scalar scale, boolean uniform) {
    Build build = call.evaluator().build;
    int site = build.drawSite(call.env().body().path());
    List<Index> indices = build.graph.indices(TypedAxis.graphAxes(type.axes()));
    Scalar draw = new Scalar.Draw(site, build.position(indices));
    Scalar shaped = uniform ? draw : Scalar.apply(ScalarFunction.PROBIT, middle(draw));
    Scalar body = Scalar.apply(ScalarFunction.ADD, from, Scalar.apply(ScalarFunction.MUL, scale, shaped));
    Value value = build.graph.add(call.name(), Comprehension.map(indices, body), call.origin());
    return new Tensor(type, value, false, call.span());
  }

  /**
   * From [0, 1) to the middle of its 24-bit step, so that neither 0 nor 1 occurs. The middle of the last step would be
   * rounded to 1, whose quantile is infinite: one draw of 2²⁴.
   */
  static Scalar middle(Scalar draw) {
    Scalar middle = Scalar.apply(ScalarFunction.ADD, draw, Scalar.of(0x1p-25));
    return Scalar.apply(ScalarFunction.MINIMUM, middle, Scalar.of(1 - 0x1p-24));
  }
}
