package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.Lowering;
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
import org.objectweb.asm.Opcodes;

/**
 * Writes a block of an operand into scratch memory, evaluating its expression: the right one as `[depth][columns]`, the
 * left one as `[rows][depth]`. Walks the memory that it reads from in its own order where that is another.
 */
final class Packing {

  private final KernelClass into;
  private final Shape shape;
  private final Scalar operand;
  private final boolean transposed;
  private final List<Index> slow;
  private final List<Index> fast;
  private final GuardedOperand guard;
  private final Signature method;
  private final Body body;
  private final Lowering lowering;
  private final Words words;
  private final Kernel kernel;
  private final Word value;
  private final Word target;
  private final Local work;

  /**
   * @param outer the indices whose stride in scratch memory is the argument `stride`
   * @param inner those that are contiguous there
   */
  private Packing(KernelClass into, String name, Shape shape, Scalar operand, List<Index> outer, List<Index> inner) {
    this.into = into;
    this.shape = shape;
    this.operand = operand;
    this.method = Signature.inBatch(into, name, shape, "outer", "outers", "inner", "inners", "at", "stride");
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
    this.kernel = new Kernel(body.code, method.frame());
    bind(method.places().indices());
    this.value = lowering.real(guard.body());
    this.target = words.of(new Operator.Register(0, "to", Kind.INT));
    kernel.arrays(List.of(value));
    this.work = kernel.array(new Space.Work(), Kind.FLOAT);
  }

  /** The right operand, with `[depth][columns]`. */
  static String right(Blocking blocking) {
    Shape shape = blocking.shape();
    return in(blocking, "$packRight", shape.contraction().right(), shape.axes().depth(), shape.axes().columns());
  }

  /** The left operand, with `[rows][depth]`. */
  static String left(Blocking blocking) {
    Shape shape = blocking.shape();
    return in(blocking, "$packLeft", shape.contraction().left(), shape.axes().rows(), shape.axes().depth());
  }

  /** The block of a window, with `[axes but the last][last axis]`. */
  static String window(Blocking blocking, Window window) {
    List<Index> indices = window.blockIndices();
    return in(blocking, "$window", window.block().orElseThrow(), indices.subList(0, indices.size() - 1),
        List.of(indices.getLast()));
  }

  private static String in(Blocking blocking, String suffix, Scalar operand, List<Index> outer, List<Index> inner) {
    String name = blocking.name() + suffix;
    return blocking.into().shared(name, name,
        method -> new Packing(blocking.into(), method, blocking.shape(), operand, outer, inner).emit());
  }

  /** Whether something that it reads has neighbours along the innermost of these indices. */
  private boolean isContiguous(List<Index> indices) {
    return !indices.isEmpty() && shape.addresses(operand).stream()
        .anyMatch(a -> a.coefficient(indices.getLast()).is(1));
  }

  private Int argument(String ofOuter, String ofInner) {
    return method.argument(transposed ? ofInner : ofOuter);
  }

  private void emit() {
    body.loop("line", Int.ZERO, argument("outers", "inners"), Int.ONE, turn -> kernel.scope(() -> {
      Int position = body.let("position", argument("outer", "inner").plus(turn));
      Map<Index, Int> settings = new FlatRanges(body, method.places(), slow).settings(position);
      bind(settings);
      Int line = body.let("at",
          method.argument("at").plus(transposed ? turn : turn.times(method.argument("stride"))));
      new FlatRanges(body, method.places(), fast).each(argument("inner", "outer"), argument("inners", "outers"),
          run -> kernel.scope(() -> run(method.places().with(settings).with(run.outer()), run, line)));
    }));
    body.end();
  }

  private void bind(Map<Index, Int> settings) {
    settings.forEach((index, at) -> kernel.bind(words.position(index), body.variable(index.name(), at).local()));
  }

  private void run(Places places, FlatRanges.Run run, Int line) {
    bind(run.outer());
    Int step = transposed ? method.argument("stride") : Int.ONE;
    Int begin = line.plus(run.offset().times(step));
    if (run.inner().isEmpty()) {
      target(begin);
      new VectorLoop(into, body, kernel, words, List.of(new VectorLoop.Write(work, target, value)), true).once();
      return;
    }
    Index index = run.inner().get();
    Int first = body.fix("first", run.first());
    target(begin.minus(first.times(step)));
    Word stepped = transposed
        ? words.imul(register(1, "stride", method.argument("stride")), words.position(index))
        : words.position(index);
    VectorLoop along = new VectorLoop(into, body, kernel, words,
        List.of(new VectorLoop.Write(work, words.iadd(target, stepped), value)), true);
    if (guard.least().isEmpty()) {
      along.run(index, first, run.count());
    } else {
      guarded(along, places, index, run, first, begin, step);
    }
  }

  /** Outside, inside, outside. */
  private void guarded(VectorLoop along, Places places, Index index, FlatRanges.Run run, Int first, Int begin,
      Int step) {
    Int.Variable from = body.let("from", Int.ZERO);
    Int.Variable to = body.let("to", run.count());
    for (Subscript condition : guard.least()) {
      Subscript all = shape.axes().place(condition);
      int slope = (int) all.coefficient(index).constant();
      Int rest = places.at(all).plus(first.times(slope));
      switch (slope) {
        case 0 -> body.when(rest, Body.Test.LESS, Int.ZERO, () -> body.set(to, Int.ZERO));
        case 1 -> body.set(from, from.max(Int.ZERO.minus(rest)));
        default -> body.set(to, to.min(rest.plus(1)));
      }
    }
    body.set(to, to.max(Int.ZERO));
    body.set(from, from.min(to));
    outside(begin, step, Int.ZERO, from);
    body.when(from, Body.Test.LESS, to,
        () -> along.run(index, body.let("inside", first.plus(from)), body.let("length", to.minus(from))));
    outside(begin, step, to, run.count());
  }

  private void outside(Int begin, Int step, Int from, Int to) {
    body.loop("outside", from, to, Int.ONE, turn -> {
      body.code.load(work);
      body.push(begin.plus(turn.times(step)));
      body.code.push((float) guard.outside());
      body.code.op(Opcodes.FASTORE);
    });
  }

  private void target(Int at) {
    kernel.bind(target, body.let("target", at).local());
  }

  private Word register(int number, String name, Int.Variable local) {
    Word word = words.of(new Operator.Register(number, name, Kind.INT));
    kernel.bind(word, local.local());
    return word;
  }
}
