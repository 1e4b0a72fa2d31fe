package adjoint.compiler.emit.kernel;

import adjoint.compiler.emit.word.Operator.Plain;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A loop that HotSpot unrolls, or none.
 *
 * @param steady the variables that have the same value in all of its turns
 */
record InnermostLoop(boolean exists, Set<Variable> steady) {

  static final InnermostLoop NONE = new InnermostLoop(false, Set.of());

  /** Loops of so many turns HotSpot unrolls completely. */
  private static final int SHORT = 8;

  /** @param known the variables that have values before it */
  static InnermostLoop of(List<Instruction> body, Set<Variable> known) {
    Set<Variable> steady = new HashSet<>(known);
    steady.removeAll(Closed.changing(body));
    return new InnermostLoop(true, steady);
  }

  /** Whether nothing in the body of a loop turns again and again. */
  static boolean is(List<Instruction> body) {
    return body.stream().allMatch(each -> switch (each) {
      case Instruction.Loop _,Instruction.While _,Instruction.Call _,Instruction.Share _ -> false;
      case Instruction.Block _,Instruction.If _ -> each.bodies().stream().allMatch(InnermostLoop::is);
      case Instruction.Let _,Instruction.Set _,Instruction.Increase _,Instruction.Store _,Instruction.Line _ -> true;
    });
  }

  /** Whether it ends after a few turns, as everybody can see. */
  static boolean isShort(Instruction.Loop loop) {
    return loop.to() instanceof Expression.Constant to && loop.from() instanceof Expression.Constant from
        && loop.step() instanceof Expression.Constant step && (to.bits() - from.bits()) / step.bits() <= SHORT;
  }

  /** The same of one that begins at 0. */
  static boolean isShort(Instruction.While repeat) {
    return repeat.condition() instanceof Expression.Apply apply && apply.operator() == Plain.ILT
        && apply.argument(1) instanceof Expression.Constant end && end.bits() <= SHORT;
  }

  /** Whether a value is another one in each turn. */
  boolean varies(Expression expression) {
    return exists && switch (expression) {
      case Variable variable -> !steady.contains(variable);
      case Expression.Apply apply -> apply.arguments().stream().anyMatch(this::varies);
      case Expression.Machine machine -> machine.arguments().stream().anyMatch(this::varies);
      case Expression.Element _,Expression.Choice _,Expression.Rarely _,Expression.Kept _,Expression.Given _ -> true;
      case Expression.Constant _,Expression.OfFrame _ -> false;
    };
  }
}
