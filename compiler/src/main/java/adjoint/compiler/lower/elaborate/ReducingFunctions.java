package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;

/** Functions of the core that remove dims: sums, means, extremes and where they are, products. */
final class ReducingFunctions {

  private static final Type.Kind REAL = new Type.Kind.Real();

  private ReducingFunctions() {}

  static Denotation reduce(Reduction reduction, BuiltinCall call) {
    if (reduction == Reduction.SUM && isOfWeights(call)) {
      return call.evaluator().weights.sum(call);
    }
    Tensor x = call.one();
    boolean logic = reduction == Reduction.ANY || reduction == Reduction.ALL;
    if (logic && !(x.type().kind() instanceof Type.Kind.Bool)) {
      throw Mistake.of(CompilerProblem.KIND_MISMATCH, call.span(),
          "`" + call.name() + "` takes bool, and this is " + x.type());
    }
    return call.tensors().reduce(reduction, x, call.over(x), call.name(), call.origin());
  }

  private static boolean isOfWeights(BuiltinCall call) {
    return call.arguments().size() == 1 && call.isOfWeights(0) && call.function().bracket().isEmpty();
  }

  static Denotation mean(BuiltinCall call) {
    if (isOfWeights(call)) {
      return divide(call.evaluator().weights.sum(call), call.evaluator().weights.count(call), "mean", call);
    }
    Tensor x = call.one();
    return mean(x, call.over(x), call);
  }

  private static Tensor mean(Tensor x, List<TypedAxis> over, BuiltinCall call) {
    Tensor sum = call.tensors().reduce(Reduction.SUM, x, over, "sum", call.origin());
    return divide(sum, TypedAxis.count(over), "mean", call);
  }

  private static Tensor divide(Tensor x, Size by, String name, BuiltinCall call) {
    return call.tensors().map(REAL, x.axes(),
        places -> Scalar.apply(ScalarFunction.DIV, Tensors.number(x, places), Known.of(by).scalar()), name,
        call.origin());
  }

  static Denotation variance(BuiltinCall call) {
    Tensor x = call.one();
    List<TypedAxis> over = call.over(x);
    Tensor mean = mean(x, over, call);
    Tensor squares = call.tensors().map(REAL, x.axes(), places -> {
      Scalar deviation = Scalar.apply(ScalarFunction.SUB, Tensors.number(x, places), Tensors.number(mean, places));
      return Scalar.apply(ScalarFunction.MUL, deviation, deviation);
    }, "", call.origin());
    Tensor sum = call.tensors().reduce(Reduction.SUM, squares, over, "sum", call.origin());
    Size correction = Size.of((long) call.setting("correction", 0));
    return divide(sum, TypedAxis.count(over).minus(correction), "variance", call);
  }

  /** Where the largest or the smallest is. */
  static Denotation arg(boolean largest, BuiltinCall call) {
    Tensor x = call.one();
    return call.tensors().argReduce(largest, x, call.dim(x), call.origin());
  }

  static Denotation dot(BuiltinCall call) {
    call.requireCount(2);
    Tensor left = call.tensor(0);
    Tensor right = call.tensor(1);
    List<TypedAxis> over = call.over(left);
    call.over(right);
    List<TypedAxis> out = new ArrayList<>(Tensors.without(left.axes(), over));
    Tensors.without(right.axes(), over).stream().filter(a -> !left.type().has(a.dim())).forEach(out::add);
    call.tensors().align(List.of(free(left), free(right)), "dot", call.span());
    return call.tensors().contract(left, right, over, out, call.origin());
  }

  private static Tensor free(Tensor x) {
    return new Tensor(x.type(), x.value(), true, x.made());
  }
}
