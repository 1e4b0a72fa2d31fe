package adjoint.compiler.gradient;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Scalar.Constant;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Between what numbers values lie, as far as their definitions say: `sqrt(variance + 1e-5)` is never 0, `sigmoid(x)`
 * never beyond 1. NaN isn't counted among them.
 */
final class Ranges {

  private final Map<Value, Interval> values;

  private Ranges(Map<Value, Interval> values) {
    this.values = values;
  }

  /** @param outer what is known of the values around these definitions */
  static Ranges of(List<Definition> definitions, Ranges outer) {
    Ranges ranges = new Ranges(new HashMap<>(outer.values));
    definitions.forEach(ranges::add);
    return ranges;
  }

  static Ranges unknown() {
    return new Ranges(Map.of());
  }

  private void add(Definition definition) {
    definition.operation().inner().forEach(this::add);
    if (definition.operation() instanceof Operation.Comprehension c) {
      Interval body = of(c.body());
      boolean sum = !c.over().isEmpty() && c.reduction() == Operation.Reduction.SUM;
      values.put(definition.result(), sum ? body.summed() : body);
    }
  }

  Interval of(Scalar scalar) {
    return switch (scalar) {
      case Constant c -> Interval.at(c.value());
      case Scalar.SizeOf s -> s.size().isAtLeast(Size.ONE) ? Interval.from(1) : Interval.EVERYTHING;
      case Scalar.Read r -> values.getOrDefault(r.tensor(), Interval.EVERYTHING);
      case Scalar.At a -> Interval.EVERYTHING;
      case Scalar.Draw d -> new Interval(0, 1);
      case Scalar.Select s -> of(s.then()).union(of(s.otherwise()));
      case Scalar.Apply a -> of(a, a.arguments().getFirst(), a.arguments().getLast());
    };
  }

  private Interval of(Scalar.Apply node, Scalar first, Scalar last) {
    Interval x = of(first);
    return switch (node.function()) {
      case NEG -> x.negated();
      case ADD -> x.plus(of(last));
      case SUB -> x.plus(of(last).negated());
      case MUL -> first.equals(last) ? x.squared() : x.times(of(last));
      case DIV -> x.over(of(last));
      case POW -> power(x, last);
      case EXP -> x.rising(Math::exp);
      case EXPM1 -> x.rising(Math::expm1);
      case LOG -> x.rising(Math::log);
      case LOG1P -> x.rising(Math::log1p);
      case LOG1PEXP -> Interval.from(0);
      case SQRT -> new Interval(Math.max(x.low(), 0), Math.max(x.high(), 0)).rising(Math::sqrt);
      case ABS -> x.low() >= 0 ? x : Interval.from(0);
      case FLOOR, CEIL, ROUND, DETACH -> x.rising(r -> node.function().evaluate(List.of(r)));
      case RELU -> x.rising(r -> Math.max(r, 0));
      case MAXIMUM -> new Interval(Math.max(x.low(), of(last).low()), Math.max(x.high(), of(last).high()));
      case MINIMUM -> new Interval(Math.min(x.low(), of(last).low()), Math.min(x.high(), of(last).high()));
      case SIGN, SIN, COS, TANH, ERF -> new Interval(-1, 1);
      case SIGMOID, NORMAL_PDF, NORMAL_CDF -> new Interval(0, 1);
      case EQ, NE, LT, LE, GT, GE, AND, OR, NOT -> new Interval(0, 1);
      case FLOOR_DIV, MOD, PROBIT -> Interval.EVERYTHING;
    };
  }

  /** By a constant. What is negative has only the powers of whole numbers, those of even ones positive. */
  private static Interval power(Interval base, Scalar exponent) {
    if (!(exponent instanceof Constant c)) {
      return Interval.EVERYTHING;
    }
    boolean even = c.value() % 2 == 0;
    if (base.low() >= 0 && c.value() >= 0) {
      return base.rising(x -> Math.pow(x, c.value()));
    }
    return base.low() > 0
        ? base.negated().rising(x -> Math.pow(-x, c.value()))
        : even ? Interval.from(0) : Interval.EVERYTHING;
  }
}
