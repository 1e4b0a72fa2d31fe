package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.plan.Space;
import java.util.List;
import java.util.Map;

/**
 * Writes a block of an operand into scratch memory, evaluating its expression: the right one as `[depth][columns]`, the
 * left one as `[rows][depth]`. Walks the memory that it reads from in its own order where that is another.
 */
final class Packing {

  private final Procedures into;
  private final Shape shape;
  private final Scalar operand;
  private final boolean transposed;
  private final List<Index> slow;
  private final List<Index> fast;
  private final GuardedOperand guard;
  private final Signature method;
  private final ProcedureBuilder body;
  private final Lowering lowering;
  private final Words words;
  private final MethodState state;
  private final Word value;
  private final Word target;
  private final Variable work;

  /**
   * @param outer the indices whose stride in scratch memory is the argument `stride`
   * @param inner those that are contiguous there
   */
  private Packing(Procedures into, Shape shape, Scalar operand, List<Index> outer, List<Index> inner) {
    this.into = into;
    this.shape = shape;
    this.operand = operand;
    this.method = Signature.inBatch(shape, "outer", "outers", "inner", "inners", "at", "stride");
    this.body = method.body();
    this.lowering = shape.lowering();
    this.words = lowering.words();
    this.transposed = isContiguous(outer) && !isContiguous(inner);
    this.slow = transposed ? inner : outer;
    this.fast = transposed ? outer : inner;
    GuardedOperand found = GuardedOperand.of(operand);
    this.guard = !fast.isEmpty() && found.isRange(fast.getLast(), shape.axes())
        ? found
        : new GuardedOperand(List.of(), operand, 0);
    this.state = new MethodState(body, method.frame());
    bind(method.places().indices());
    this.value = lowering.real(guard.body());
    this.target = words.of(new Operator.Register(0, "to", Kind.INT));
    state.arrays(List.of(value));
    this.work = state.array(new Space.Work(), Kind.FLOAT);
  }

  /** The right operand, with `[depth][columns]`. */
  static Procedure.Header right(Blocking blocking) {
    Shape shape = blocking.shape();
    return in(blocking, "$packRight", shape.contraction().right(), shape.axes().depth(), shape.axes().columns());
  }

  /** The left operand, with `[rows][depth]`. */
  static Procedure.Header left(Blocking blocking) {
    Shape shape = blocking.shape();
    return in(blocking, "$packLeft", shape.contraction().left(), shape.axes().rows(), shape.axes().depth());
  }

  /** The block of a window, with `[axes but the last][last axis]`. */
  static Procedure.Header window(Blocking blocking, Window window) {
    List<Index> indices = window.blockIndices();
    return in(blocking, "$window", window.block().orElseThrow(), indices.subList(0, indices.size() - 1),
        List.of(indices.getLast()));
  }

  private static Procedure.Header in(Blocking blocking, String suffix, Scalar operand, List<Index> outer,
      List<Index> inner) {
    return blocking.into().shared(blocking.name() + suffix,
        name -> new Packing(blocking.into(), blocking.shape(), operand, outer, inner).build(name));
  }

  /** Whether something that it reads has neighbours along the innermost of these indices. */
  private boolean isContiguous(List<Index> indices) {
    return !indices.isEmpty() && shape.addresses(operand).stream()
        .anyMatch(a -> a.coefficient(indices.getLast()).is(1));
  }

  private Expression argument(String ofOuter, String ofInner) {
    return method.argument(transposed ? ofInner : ofOuter);
  }

  private Procedure build(String name) {
    body.loop("line", Expression.ZERO, argument("outers", "inners"), Expression.ONE, turn -> state.scope(() -> {
      Expression position = body.let("position", argument("outer", "inner").plus(turn));
      Map<Index, Expression> settings = new FlatRanges(body, method.places(), slow).settings(position);
      bind(settings);
      Expression line = body.let("at",
          method.argument("at").plus(transposed ? turn : turn.times(method.argument("stride"))));
      new FlatRanges(body, method.places(), fast).each(argument("inner", "outer"), argument("inners", "outers"),
          run -> state.scope(() -> run(method.places().with(settings).with(run.outer()), run, line)));
    }));
    return body.build(name);
  }

  private void bind(Map<Index, Expression> settings) {
    settings.forEach((index, at) -> state.bind(words.position(index), body.variable(index.name(), at)));
  }

  private void run(Places places, FlatRanges.Run run, Expression line) {
    bind(run.outer());
    Expression step = transposed ? method.argument("stride") : Expression.ONE;
    Expression begin = line.plus(run.offset().times(step));
    if (run.inner().isEmpty()) {
      target(begin);
      new VectorLoop(into, body, state, words, List.of(new VectorLoop.Write(work, target, value)), true).once();
      return;
    }
    Index index = run.inner().get();
    Expression first = body.fix("first", run.first());
    target(begin.minus(first.times(step)));
    Word stepped = transposed
        ? words.imul(register(1, "stride", method.argument("stride")), words.position(index))
        : words.position(index);
    VectorLoop along = new VectorLoop(into, body, state, words,
        List.of(new VectorLoop.Write(work, words.iadd(target, stepped), value)), true);
    if (guard.least().isEmpty()) {
      along.run(index, first, run.count());
    } else {
      guarded(along, places, index, run, first, begin, step);
    }
  }

  /** Outside, inside, outside. */
  private void guarded(VectorLoop along, Places places, Index index, FlatRanges.Run run, Expression first,
      Expression begin,
      Expression step) {
    Variable from = body.let("from", Expression.ZERO);
    Variable to = body.let("to", run.count());
    for (Subscript condition : guard.least()) {
      Subscript all = shape.axes().place(condition);
      int slope = (int) all.coefficient(index).constant();
      Expression rest = places.at(all).plus(first.times(slope));
      Expression turns = slope == 0 ? rest : rest.floorDiv(Expression.of(Math.abs(slope)));
      switch (Integer.signum(slope)) {
        case 0 -> body.when(rest.less(Expression.ZERO), () -> body.set(to, Expression.ZERO));
        case 1 -> body.set(from, from.max(Expression.ZERO.minus(turns)));
        default -> body.set(to, to.min(turns.plus(1)));
      }
    }
    body.set(to, to.max(Expression.ZERO));
    body.set(from, from.min(to));
    outside(begin, step, Expression.ZERO, from);
    body.when(from.less(to),
        () -> along.run(index, body.let("inside", first.plus(from)), body.let("length", to.minus(from))));
    outside(begin, step, to, run.count());
  }

  private void outside(Expression begin, Expression step, Expression from, Expression to) {
    body.loop("outside", from, to, Expression.ONE,
        turn -> body.store(work, begin.plus(turn.times(step)), Expression.of((float) guard.outside())));
  }

  private void target(Expression at) {
    state.bind(target, body.let("target", at));
  }

  private Word register(int number, String name, Variable local) {
    Word word = words.of(new Operator.Register(number, name, Kind.INT));
    state.bind(word, local);
    return word;
  }
}
