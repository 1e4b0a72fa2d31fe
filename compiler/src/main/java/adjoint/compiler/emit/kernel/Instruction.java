package adjoint.compiler.emit.kernel;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a procedure does. */
public sealed interface Instruction {

  /** A fresh variable, until the block ends that it stands in. */
  record Let(Variable variable, Expression value) implements Instruction {}

  record Set(Variable variable, Expression value) implements Instruction {}

  /** Adds a constant to an int. */
  record Increase(Variable variable, int by) implements Instruction {}

  /**
   * Writes an element of an array; of lanes, as many from the place on. Of one number the place is evaluated first, of lanes
   * the value.
   *
   * @param mask the lanes that are written, where not all are
   */
  record Store(Variable array, Expression place, Expression value, Optional<Expression> mask) implements Instruction {}

  /** What is declared inside ends with it. */
  record Block(List<Instruction> body) implements Instruction {
    public Block {
      body = List.copyOf(body);
    }
  }

  /** `for (turn = from; turn < to; turn += step)`; `to` and `step` are evaluated at each turn. */
  record Loop(Variable turn, Expression from, Expression to, Expression step,
      List<Instruction> body) implements Instruction {
    public Loop {
      body = List.copyOf(body);
    }
  }

  record While(Expression condition, List<Instruction> body) implements Instruction {
    public While {
      body = List.copyOf(body);
    }
  }

  record If(Expression condition, List<Instruction> then, List<Instruction> otherwise) implements Instruction {
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  record Call(Procedure.Header procedure, List<Expression> arguments) implements Instruction {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Calls a procedure on several threads.
   *
   * @param count how many turns there are, a long
   * @param procedure that takes the first turn and the end of some, as longs, behind the arguments
   */
  record Share(Variable frame, Expression count, Procedure.Header procedure,
      List<Expression> arguments) implements Instruction {
    public Share {
      arguments = List.copyOf(arguments);
    }
  }

  /** What follows comes from this place in the user's program. */
  record Line(Span span) implements Instruction {}

  /** What it does inside, in order. */
  default List<List<Instruction>> bodies() {
    return switch (this) {
      case Block block -> List.of(block.body());
      case Loop loop -> List.of(loop.body());
      case While repeat -> List.of(repeat.body());
      case If either -> List.of(either.then(), either.otherwise());
      case Let _,Set _,Increase _,Store _,Call _,Share _,Line _ -> List.of();
    };
  }

  /** The same with other bodies. */
  default Instruction withBodies(UnaryOperator<List<Instruction>> change) {
    return switch (this) {
      case Block block -> new Block(change.apply(block.body()));
      case Loop loop -> new Loop(loop.turn(), loop.from(), loop.to(), loop.step(), change.apply(loop.body()));
      case While repeat -> new While(repeat.condition(), change.apply(repeat.body()));
      case If either -> new If(either.condition(), change.apply(either.then()), change.apply(either.otherwise()));
      case Let _,Set _,Increase _,Store _,Call _,Share _,Line _ -> this;
    };
  }
}
