package adjoint.compiler.emit.kernel;

import adjoint.compiler.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A procedure that is being written, instruction by instruction. */
public final class ProcedureBuilder {

  private final List<Variable> parameters = new ArrayList<>();
  private final Deque<List<Instruction>> blocks = new ArrayDeque<>();

  public ProcedureBuilder() {
    blocks.push(new ArrayList<>());
  }

  /** Declares the next parameter. */
  public Variable parameter(String name, DataType type) {
    Variable parameter = new Variable(name, type);
    parameters.add(parameter);
    return parameter;
  }

  public void add(Instruction instruction) {
    blocks.element().add(instruction);
  }

  /** The statements that follow come from this place in the user's program. */
  public void line(Span span) {
    add(new Instruction.Line(span));
  }

  /** Declares a variable that has this value. */
  public Variable let(String name, Expression value) {
    Variable variable = new Variable(name, value.type());
    add(new Instruction.Let(variable, value));
    return variable;
  }

  /** The value in a variable, unless it is a constant or one already. */
  public Expression fix(String name, Expression value) {
    return value instanceof Expression.Constant || value instanceof Variable ? value : let(name, value);
  }

  /** The value in a variable, even a constant. */
  public Variable variable(String name, Expression value) {
    return value instanceof Variable variable ? variable : let(name, value);
  }

  public void set(Variable variable, Expression value) {
    add(new Instruction.Set(variable, value));
  }

  public void increase(Variable variable, int by) {
    add(new Instruction.Increase(variable, by));
  }

  public void store(Variable array, Expression place, Expression value) {
    add(new Instruction.Store(array, place, value, Optional.empty()));
  }

  public void call(Procedure.Header procedure, List<Expression> arguments) {
    add(new Instruction.Call(procedure, arguments));
  }

  /** What the body declares ends with it. */
  public void scope(Runnable body) {
    add(new Instruction.Block(collected(body)));
  }

  /** `for (name = from; name < to; name += step)`. */
  public void loop(String name, Expression from, Expression to, Expression step, Consumer<Variable> body) {
    Variable turn = new Variable(name, DataType.INT);
    add(new Instruction.Loop(turn, from, to, step, collected(() -> body.accept(turn))));
  }

  /** `for (; turn < to; turn += step)`, of a variable that has its first value already and keeps its last one. */
  public void goOn(Variable turn, Expression to, Expression step, Runnable body) {
    add(new Instruction.While(turn.less(to), collected(() -> {
      scope(body);
      add(step instanceof Expression.Constant by
          ? new Instruction.Increase(turn, by.bits())
          : new Instruction.Set(turn, turn.plus(step)));
    })));
  }

  /** What the body declares ends with each turn. */
  public void repeat(Expression condition, Runnable body) {
    add(new Instruction.While(condition, collected(() -> scope(body))));
  }

  public void when(Expression condition, Runnable then) {
    add(new Instruction.If(condition, collected(then), List.of()));
  }

  public void choose(Expression condition, Runnable then, Runnable otherwise) {
    add(new Instruction.If(condition, collected(then), collected(otherwise)));
  }

  private List<Instruction> collected(Runnable body) {
    blocks.push(new ArrayList<>());
    body.run();
    return blocks.pop();
  }

  public Procedure build(String name) {
    return new Procedure(new Procedure.Header(name, parameters.stream().map(Variable::type).toList()), parameters,
        blocks.element());
  }
}
