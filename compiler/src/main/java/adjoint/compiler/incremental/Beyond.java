package adjoint.compiler.incremental;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What an expression of a row is at a position behind that row. */
sealed interface Beyond {

  /** A number, whatever stands at later positions, as long as that is finite. */
  record Constant(double value) implements Beyond {}

  /** What doesn't depend on later positions. */
  record Earlier() implements Beyond {}

  /** What may depend on later positions. */
  record Later() implements Beyond {}

  /**
   * Evaluates.
   *
   * @param row goes along the positions
   * @param behind stands for any position behind the row's
   */
  static Beyond of(Scalar scalar, Rows rows, Index row, Index behind) {
    return new Evaluation(rows, row, behind).of(scalar);
  }

  /** An expression under the assumption that one index is above another. */
  record Evaluation(Rows rows, Index row, Index behind) {

    Beyond of(Scalar scalar) {
      return switch (scalar) {
        case Scalar.Constant c -> new Constant(c.value());
        case Scalar.SizeOf _ -> new Earlier();
        case Scalar.At at -> places(List.of(at.position()));
        case Scalar.Draw _ -> new Later();
        case Scalar.Read read -> read(read.tensor(), read.at());
        case Scalar.Select select -> select(select);
        case Scalar.Apply apply -> apply(apply);
      };
    }

    /** What a place is looked up from. */
    private Beyond places(List<Subscript> at) {
      boolean later = at.stream().flatMap(Subscript::lookups)
          .anyMatch(lookup -> read(lookup.table(), lookup.at()) instanceof Later);
      return later ? new Later() : new Earlier();
    }

    private Beyond read(Value tensor, List<Subscript> at) {
      if (places(at) instanceof Later || (rows.isTimed(tensor)
          && at.get(rows.axis.get(tensor)).asIndex().equals(Optional.of(behind)))) {
        return new Later();
      }
      Optional<Beyond> there = IntStream.range(0, at.size())
          .filter(axis -> at.get(axis).asIndex().equals(Optional.of(behind))).boxed()
          .flatMap(axis -> rows.beyond(tensor, axis).stream()).findFirst();
      return there.or(() -> inlined(tensor, at)).orElse(new Earlier());
    }

    /** A mask is often a value of its own. */
    private Optional<Beyond> inlined(Value tensor, List<Subscript> at) {
      return Optional.ofNullable(rows.definitions.get(tensor)).filter(d -> !rows.isTimed(tensor))
          .map(d -> d.operation()).filter(o -> o instanceof Comprehension c && c.isMap())
          .map(o -> of(((Comprehension) o).bodyAt(at)));
    }

    private Beyond select(Scalar.Select select) {
      Beyond condition = of(select.condition());
      if (condition instanceof Constant c) {
        return of(c.value() != 0 ? select.then() : select.otherwise());
      }
      Beyond then = of(select.then());
      Beyond otherwise = of(select.otherwise());
      return condition instanceof Later || then instanceof Later || otherwise instanceof Later
          ? new Later()
          : then.equals(otherwise) ? then : new Earlier();
    }

    private Beyond apply(Scalar.Apply apply) {
      Optional<Beyond> order = order(apply);
      if (order.isPresent()) {
        return order.get();
      }
      List<Beyond> arguments = apply.arguments().stream().map(this::of).toList();
      if (arguments.stream().allMatch(a -> a instanceof Constant)) {
        return new Constant(apply.function()
            .evaluate(arguments.stream().map(a -> ((Constant) a).value()).toList()));
      }
      Optional<Beyond> absorbed = absorbed(apply.function(), arguments);
      return absorbed.orElse(arguments.stream().anyMatch(a -> a instanceof Later) ? new Later() : new Earlier());
    }

    /** Where one operand decides, the others being finite. */
    private static Optional<Beyond> absorbed(ScalarFunction function, List<Beyond> arguments) {
      Optional<Beyond> zero = constant(arguments, 0);
      return switch (function) {
        case MUL, AND -> zero;
        case OR -> constant(arguments, 1);
        case DIV -> zero.filter(z -> arguments.getFirst().equals(z));
        case ADD -> constant(arguments, Double.NEGATIVE_INFINITY);
        case SUB -> constant(arguments, Double.NEGATIVE_INFINITY).filter(i -> arguments.getFirst().equals(i));
        default -> Optional.empty();
      };
    }

    private static Optional<Beyond> constant(List<Beyond> arguments, double value) {
      return arguments.stream().filter(a -> a instanceof Constant c && c.value() == value).findFirst();
    }

    /** A comparison of positions, of which one is above the other. */
    private Optional<Beyond> order(Scalar.Apply apply) {
      if (apply.arguments().size() != 2) {
        return Optional.empty();
      }
      Optional<Subscript> left = position(apply.arguments().get(0));
      Optional<Subscript> right = position(apply.arguments().get(1));
      if (left.isEmpty() || right.isEmpty()) {
        return Optional.empty();
      }
      OptionalDouble least = least(left.get().minus(right.get()));
      if (least.isPresent()) {
        return decided(apply.function(), least.getAsDouble());
      }
      OptionalDouble other = least(right.get().minus(left.get()));
      return other.isEmpty() ? Optional.empty() : decided(turned(apply.function()), other.getAsDouble());
    }

    /** The position that a number is, perhaps as an element of a table of positions. */
    private Optional<Subscript> position(Scalar scalar) {
      return switch (scalar) {
        case Scalar.At at -> Optional.of(at.position());
        case Scalar.Constant c when c.value() == Math.rint(c.value()) ->
          Optional.of(Subscript.of((long) c.value()));
        case Scalar.Apply(ScalarFunction f, List<Scalar> a) when f == ScalarFunction.ADD || f == ScalarFunction.SUB ->
          position(a.get(0)).flatMap(x -> position(a.get(1))
              .map(y -> f == ScalarFunction.ADD ? x.plus(y) : x.minus(y)));
        case Scalar.Read read -> Optional.ofNullable(rows.definitions.get(read.tensor()))
            .filter(d -> !rows.isTimed(read.tensor())).map(d -> d.operation())
            .filter(o -> o instanceof Comprehension c && c.isMap())
            .flatMap(o -> position(((Comprehension) o).bodyAt(read.at())));
        case Scalar.Constant _,Scalar.Apply _,Scalar.SizeOf _,Scalar.Select _,Scalar.Draw _ -> Optional.empty();
      };
    }

    /** The least that a difference is, where it is that of the two indices and a number. */
    private OptionalDouble least(Subscript difference) {
      boolean both = difference.terms().size() == 2 && difference.coefficient(behind).is(1)
          && difference.coefficient(row).is(-1) && difference.offset().isConstant();
      return both ? OptionalDouble.of(difference.offset().constant() + 1) : OptionalDouble.empty();
    }

    private static ScalarFunction turned(ScalarFunction function) {
      return switch (function) {
        case LT -> ScalarFunction.GT;
        case LE -> ScalarFunction.GE;
        case GT -> ScalarFunction.LT;
        case GE -> ScalarFunction.LE;
        default -> function;
      };
    }

    /** A comparison of two numbers of which the first is greater by so much at least. */
    private static Optional<Beyond> decided(ScalarFunction function, double least) {
      Beyond yes = new Constant(1);
      Beyond no = new Constant(0);
      return switch (function) {
        case GE -> Optional.of(yes).filter(b -> least >= 0);
        case GT, NE -> Optional.of(yes).filter(b -> least > 0);
        case LE, EQ -> Optional.of(no).filter(b -> least > 0);
        case LT -> Optional.of(no).filter(b -> least >= 0);
        default -> Optional.empty();
      };
    }
  }
}
