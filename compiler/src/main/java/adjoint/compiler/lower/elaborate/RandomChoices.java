package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.elaborate.Tensors.Places;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.List;

/** Random truths, whole numbers, indices and orders; and the index that is nearest to a number. */
final class RandomChoices {

  private static final Type.Kind REAL = new Type.Kind.Real();

  private RandomChoices() {}

  /**
   * `bernoulli[..](p)`: true with this probability, drawn for each place of the bracket, or else of p; where that is one
   * number, of what is made here, as an initial value.
   */
  static Denotation bernoulli(BuiltinCall call) {
    Tensor p = call.one();
    List<TypedAxis> own = p.type().isScalar()
        ? call.env().body().target().map(target -> Tensors.primed(target.axes())).orElse(List.of())
        : p.axes();
    List<TypedAxis> out = call.function().bracket().isEmpty() ? own : call.layout();
    Tensor draws = draws(call, out);
    call.tensors().align(List.of(draws, p), call.name(), call.span());
    return call.tensors().map(new Type.Kind.Bool(), out, places -> Scalar.apply(ScalarFunction.LT,
        Tensors.number(draws, places), Tensors.number(p, places)), call.name(), call.origin());
  }

  /** `randint[..](low, high)`: whole numbers from low to high, without high. */
  static Denotation randint(BuiltinCall call) {
    call.requireCount(2);
    Size low = whole(call, 0);
    Size count = whole(call, 1).minus(low);
    if (count.isConstant() && count.constant() < 1) {
      throw Mistake.of(CompilerProblem.NON_SCALAR_DISTRIBUTION_PARAMETER, call.span(),
          "no whole number is at least " + low + " and less than " + low.plus(count));
    }
    Tensor draws = draws(call, call.layout());
    Tensor scaled = call.tensors().map(REAL, draws.axes(), places -> Scalar.apply(ScalarFunction.FLOOR,
        Scalar.apply(ScalarFunction.MUL, Tensors.number(draws, places), Known.of(count).scalar())), "", call.origin());
    Tensor from = nearest(call, scaled, new TypedAxis(Dim.anonymous(count.toString()), count));
    return call.tensors().map(new Type.Kind.Int(), from.axes(), places -> new Scalar.At(
        Subscript.of(new Subscript.Lookup(from.value(), places.of(from.axes()))).plus(low)), call.name(),
        call.origin());
  }

  private static Size whole(BuiltinCall call, int position) {
    Evaluator.Argument argument = call.arguments().get(position);
    if (argument.meaning() instanceof Known known && known.size().isPresent()) {
      return known.size().get();
    }
    throw Mistake.of(CompilerProblem.NON_SCALAR_DISTRIBUTION_PARAMETER, argument.span(),
        "`randint` takes whole numbers that are known here");
  }

  /** `categorical[D](logits)`: an index of D, by the probabilities softmax[D](logits) (Gumbel 1954). */
  static Denotation categorical(BuiltinCall call) {
    Tensor logits = call.one();
    TypedAxis over = call.dim(logits);
    Tensor draws = draws(call, logits.axes());
    Tensor noisy = call.tensors().map(REAL, logits.axes(), places -> Scalar.apply(ScalarFunction.SUB,
        Tensors.number(logits, places), gumbel(draws, places)), "", call.origin());
    return call.tensors().argReduce(true, noisy, over, call.origin());
  }

  private static Scalar gumbel(Tensor draws, Places places) {
    Scalar exponential = Scalar.apply(ScalarFunction.NEG,
        Scalar.apply(ScalarFunction.LOG, RandomNumbers.middle(Tensors.number(draws, places))));
    return Scalar.apply(ScalarFunction.LOG, exponential);
  }

  /** `permutation[D]`: the positions of D in a random order, that of draws. */
  static Denotation permutation(BuiltinCall call) {
    TypedAxis axis = call.dim();
    return PositionFunctions.order(call, draws(call, List.of(axis)), axis, false);
  }

  /** `nearest[D](x)`: the position of D that is nearest to x; the first or the last where x is outside. */
  static Denotation nearest(BuiltinCall call) {
    return nearest(call, call.one(), call.dim());
  }

  private static Tensor nearest(BuiltinCall call, Tensor x, TypedAxis axis) {
    Dim searched = new Dim("@" + axis.dim().name(), axis.dim().scope(), axis.dim().shown());
    TypedAxis along = axis.named(searched);
    Tensor index = call.tensors().argReduce(false, x.axes(), along, places -> Scalar.apply(ScalarFunction.ABS,
        Scalar.apply(ScalarFunction.SUB, new Scalar.At(Subscript.of(places.of(searched))),
            Tensors.number(x, places))),
        call.origin());
    return index.as(Type.Tensor.of(new Type.Kind.IndexOf(axis.dim(), axis.size()), index.axes()));
  }

  /** A draw from [0, 1) for each place. */
  private static Tensor draws(BuiltinCall call, List<TypedAxis> axes) {
    Build build = call.evaluator().build;
    int site = build.drawSite(call.env().body().path());
    return call.tensors().map(REAL, axes,
        places -> new Scalar.Draw(site, build.position(axes.stream().map(a -> places.of(a.dim())).toList())), "",
        call.origin());
  }
}
