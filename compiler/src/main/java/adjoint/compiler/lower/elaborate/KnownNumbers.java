package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Flag;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.source.Span;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Folds scalar functions of numbers that are known while the graph is made, sizes and schedules among them. */
final class KnownNumbers {

  private KnownNumbers() {}

  /** A function of numbers that are known: a size, a truth, a number; nothing where only the run can tell a truth. */
  static Optional<Denotation> fold(ScalarFunction f, List<Known> arguments) {
    Optional<Size> size = size(f, arguments);
    if (size.isPresent()) {
      return size.map(Known::of);
    }
    Optional<Flag> order = order(f, arguments);
    if (order.isPresent()) {
      return order.map(flag -> flag);
    }
    if (arguments.stream().allMatch(a -> a.constant().isPresent())) {
      double value = f.fold(arguments.stream().map(a -> a.constant().get()).toList());
      return Optional.of(f.isPredicate() ? new Flag(value != 0) : Known.of(value));
    }
    return Optional.<Denotation>of(
        new Known(new Scalar.Apply(f, arguments.stream().map(Known::scalar).toList()), Optional.empty()))
        .filter(known -> !f.isPredicate());
  }

  private static Optional<Size> size(ScalarFunction f, List<Known> arguments) {
    if (!arguments.stream().allMatch(a -> a.size().isPresent())) {
      return Optional.empty();
    }
    Size a = arguments.getFirst().size().get();
    Size b = arguments.getLast().size().get();
    return switch (f) {
      case NEG -> Optional.of(a.times(-1));
      case ADD -> Optional.of(a.plus(b));
      case SUB -> Optional.of(a.minus(b));
      case MUL -> Optional.of(a.times(b));
      case DIV -> b.is(0) ? Optional.empty() : a.dividedBy(b);
      case FLOOR_DIV -> b.is(0) ? Optional.empty() : Optional.of(a.floorDiv(b));
      case MOD -> b.is(0) ? Optional.empty() : Optional.of(a.minus(a.floorDiv(b).times(b)));
      default -> Optional.empty();
    };
  }

  /** Comparisons of sizes with open dims, where they can be decided. */
  private static Optional<Flag> order(ScalarFunction f, List<Known> arguments) {
    if (!f.isPredicate() || arguments.size() != 2 || !arguments.stream().allMatch(a -> a.size().isPresent())) {
      return Optional.empty();
    }
    Size a = arguments.getFirst().size().get();
    Size b = arguments.getLast().size().get();
    return switch (f) {
      case EQ -> a.equals(b) ? Optional.of(new Flag(true)) : Optional.empty();
      case NE -> a.equals(b) ? Optional.of(new Flag(false)) : Optional.empty();
      case LE -> decide(a, b);
      case GE -> decide(b, a);
      case LT -> decide(a.plus(1), b);
      case GT -> decide(b.plus(1), a);
      default -> Optional.empty();
    };
  }

  private static Optional<Flag> decide(Size small, Size large) {
    return large.isAtLeast(small)
        ? Optional.of(new Flag(true))
        : small.isAtLeast(large.plus(1)) ? Optional.of(new Flag(false)) : Optional.empty();
  }

  /** A function of numbers of which some follow a schedule: a schedule. */
  static Denotation scheduled(ScalarFunction f, List<Denotation> arguments, Span span) {
    List<Schedule> parts = new ArrayList<>();
    for (Denotation argument : arguments) {
      parts.add(argument instanceof Scheduled s
          ? s.schedule()
          : new Schedule.Constant(((Known) argument).constant().orElseThrow(
              () -> Mistake.of(CompilerProblem.STEP_DEPENDENT_NUMBER, span,
                  "a number that changes from step to step can't meet the size of an open dim"))));
    }
    return new Scheduled(new Schedule.Computed(operation(f, span), parts));
  }

  private static Schedule.Operation operation(ScalarFunction f, Span span) {
    return switch (f) {
      case ADD -> Schedule.Operation.ADD;
      case SUB -> Schedule.Operation.SUBTRACT;
      case MUL -> Schedule.Operation.MULTIPLY;
      case DIV -> Schedule.Operation.DIVIDE;
      case FLOOR_DIV -> Schedule.Operation.FLOOR_DIVIDE;
      case MOD -> Schedule.Operation.REMAINDER;
      case POW -> Schedule.Operation.POWER;
      case NEG -> Schedule.Operation.NEGATE;
      case SQRT -> Schedule.Operation.SQRT;
      case EXP -> Schedule.Operation.EXP;
      case LOG -> Schedule.Operation.LOG;
      case MINIMUM -> Schedule.Operation.MINIMUM;
      case MAXIMUM -> Schedule.Operation.MAXIMUM;
      default -> throw Mistake.of(CompilerProblem.STEP_DEPENDENT_NUMBER, span,
          "`" + f.symbol() + "` can't be taken of a number that changes from step to step");
    };
  }
}
