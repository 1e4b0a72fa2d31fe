package adjoint.compiler.idiom;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds functions that a reader knows by name in what they are made of: softmax, its logarithm, one-hot, mean. */
public final class Idioms {

  /** Functions along one dim. */
  public enum Name {
    SOFTMAX, LOG_SOFTMAX, ONE_HOT, MEAN
  }

  /**
   * `±name[along](argument)[place]`.
   *
   * @param negative whether it is the function's negative
   * @param place where the result is read, if that isn't at each index
   */
  public record Idiom(Name name, Index along, boolean negative, Scalar argument, Optional<Subscript> place) {

    private static Idiom of(Name name, Index along, Scalar argument) {
      return new Idiom(name, along, false, argument, Optional.empty());
    }
  }

  private final Function<Value, Optional<Definition>> definitions;
  private final Predicate<Value> absorbed;

  /**
   * @param definitions what defines a value, unless it comes from outside
   * @param absorbed the values that only an idiom would miss: read once, and without a name of their own
   */
  public Idioms(Function<Value, Optional<Definition>> definitions, Predicate<Value> absorbed) {
    this.definitions = definitions;
    this.absorbed = absorbed;
  }

  /** What a scalar is known as, if it is known. */
  public Optional<Idiom> of(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Apply a -> switch (a.function()) {
        case DIV -> softmax(a).or(() -> mean(a));
        case SUB -> logSoftmax(a);
        default -> Optional.empty();
      };
      case Scalar.Select s -> oneHot(s);
      case Scalar.Constant c -> Optional.empty();
      case Scalar.SizeOf s -> Optional.empty();
      case Scalar.Read r -> Optional.empty();
      case Scalar.At p -> Optional.empty();
      case Scalar.Draw d -> Optional.empty();
    };
  }

  static boolean isSum(Operation.Comprehension c) {
    return c.reduction() == Operation.Reduction.SUM && !c.over().isEmpty();
  }

  /** The comprehension that defines what is read, over the indices that it is read at; its own summed ones stay. */
  private Optional<Operation.Comprehension> definition(Scalar scalar) {
    return scalar instanceof Scalar.Read r
        ? definitions.apply(r.tensor()).map(Definition::operation)
            .flatMap(
                o -> o instanceof Operation.Comprehension c ? Optional.of(c.with(c.bodyAt(r.at()))) : Optional.empty())
        : Optional.empty();
  }

  /** The scalar itself, or what defines it elementwise. */
  private Scalar resolved(Scalar scalar) {
    return definition(scalar).filter(c -> c.over().isEmpty()).map(Operation.Comprehension::body).orElse(scalar);
  }

  private Optional<Scalar> argument(Scalar scalar, ScalarFunction function) {
    return resolved(scalar) instanceof Scalar.Apply a && a.function() == function
        ? Optional.of(a.arguments().getFirst())
        : Optional.empty();
  }

  /** `x - max x` stands for x where only differences matter. */
  private Scalar unshifted(Scalar scalar) {
    if (!(resolved(scalar) instanceof Scalar.Apply a) || a.function() != ScalarFunction.SUB) {
      return scalar;
    }
    Scalar x = a.arguments().getFirst();
    boolean maximum = definition(a.arguments().getLast()).filter(c -> c.reduction() == Operation.Reduction.MAX
        && c.over().size() == 1).isPresent();
    return maximum ? x : scalar;
  }

  /** `exp(x) / Σ exp(x)`. */
  private Optional<Idiom> softmax(Scalar.Apply quotient) {
    Scalar above = quotient.arguments().getFirst();
    Optional<Operation.Comprehension> sum = definition(quotient.arguments().getLast())
        .filter(c -> isSum(c) && c.over().size() == 1);
    Optional<Scalar> x = argument(above, ScalarFunction.EXP);
    if (sum.isEmpty() || x.isEmpty()) {
      return Optional.empty();
    }
    Index over = sum.get().over().getFirst();
    for (Index index : above.indices()) {
      boolean same = index.name().equals(over.name())
          && sum.get().body().substitute(Map.of(over, Subscript.of(index))).equals(above);
      if (same || sameInside(sum.get().body(), x.get(), over, index)) {
        return Optional.of(Idiom.of(Name.SOFTMAX, over, unshifted(x.get())));
      }
    }
    return Optional.empty();
  }

  private boolean sameInside(Scalar body, Scalar x, Index over, Index index) {
    return argument(body, ScalarFunction.EXP)
        .filter(y -> y.substitute(Map.of(over, Subscript.of(index))).equals(x)).isPresent();
  }

  /** `x - log Σ exp(x)`, perhaps at one place. */
  private Optional<Idiom> logSoftmax(Scalar.Apply difference) {
    Scalar x = difference.arguments().getFirst();
    Optional<Operation.Comprehension> sum = argument(difference.arguments().getLast(), ScalarFunction.LOG)
        .flatMap(this::definition).filter(c -> isSum(c) && c.over().size() == 1);
    Optional<Scalar> inside = sum.flatMap(c -> argument(c.body(), ScalarFunction.EXP));
    if (inside.isEmpty() || !(x instanceof Scalar.Read at) || !(inside.get() instanceof Scalar.Read each)
        || !at.tensor().equals(each.tensor())) {
      return Optional.empty();
    }
    Index over = sum.get().over().getFirst();
    int axis = each.at().indexOf(Subscript.of(over));
    if (axis < 0) {
      return Optional.empty();
    }
    Subscript place = at.at().get(axis);
    boolean same = each.substitute(Map.of(over, place)).equals(at);
    Optional<Subscript> gathered = Optional.of(place).filter(p -> p.asIndex().isEmpty());
    Scalar argument = unshifted(gathered.isPresent() ? each : at);
    return same ? Optional.of(new Idiom(Name.LOG_SOFTMAX, over, false, argument, gathered)) : Optional.empty();
  }

  /** `index == label` as a number. */
  private Optional<Idiom> oneHot(Scalar.Select choice) {
    boolean number = Arithmetic.is(choice.then(), 1) && Arithmetic.is(choice.otherwise(), 0);
    if (!number || !(choice.condition() instanceof Scalar.Apply a) || a.function() != ScalarFunction.EQ) {
      return Optional.empty();
    }
    Optional<Subscript> left = Position.of(a.arguments().getFirst());
    Optional<Subscript> right = Position.of(a.arguments().getLast());
    return left.flatMap(l -> right.flatMap(r -> oneHot(l, r).or(() -> oneHot(r, l))));
  }

  private static Optional<Idiom> oneHot(Subscript index, Subscript label) {
    return label.asAtom().orElse(null) instanceof Subscript.Lookup l
        ? index.asIndex().map(i -> Idiom.of(Name.ONE_HOT, i, new Scalar.Read(l.table(), l.at())))
        : Optional.empty();
  }

  /** `sum[D](x) / D`, or its negative. */
  private Optional<Idiom> mean(Scalar.Apply quotient) {
    boolean negative = quotient.arguments().getFirst() instanceof Scalar.Apply n && n.function() == ScalarFunction.NEG;
    Scalar read = negative ? quotient.arguments().getFirst().children().getFirst() : quotient.arguments().getFirst();
    Optional<Operation.Comprehension> sum = definition(read).filter(c -> isSum(c) && c.over().size() == 1);
    boolean counted = sum.isPresent() && quotient.arguments().getLast() instanceof Scalar.SizeOf s
        && s.size().equals(sum.get().over().getFirst().size());
    boolean plain = counted && read instanceof Scalar.Read r && absorbed.test(r.tensor());
    return plain
        ? Optional.of(new Idiom(Name.MEAN, sum.get().over().getFirst(), negative, sum.get().body(), Optional.empty()))
        : Optional.empty();
  }
}
