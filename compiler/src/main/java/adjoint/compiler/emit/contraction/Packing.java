package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.ScalarForm;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.plan.Space;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Writes a block of an operand into scratch memory, evaluating its expression: the right one as `[depth][columns]`, the
 * left one as `[rows][depth]`. Walks the memory that it reads from in its own order where that is another.
 */
final class Packing {

  private final Shape shape;
  private final Scalar operand;
  private final List<Index> outer;
  private final List<Index> inner;
  private final boolean transposed;
  private final Signature method;
  private final Body body;
  private final Lowering lowering;
  private final Kernel kernel;
  private final Word value;
  private final Local work;

  /**
   * @param outer the indices whose stride in scratch memory is the argument `stride`
   * @param inner those that are contiguous there
   */
  private Packing(KernelClass into, String name, Shape shape, Scalar operand, List<Index> outer, List<Index> inner) {
    this.shape = shape;
    this.operand = operand;
    this.outer = outer;
    this.inner = inner;
    this.method = Signature.inBatch(into, name, shape, "outer", "outers", "inner", "inners", "at", "stride");
    this.body = method.body();
    this.lowering = shape.lowering();
    this.transposed = isContiguous(outer) && !isContiguous(inner);
    this.kernel = new Kernel(body.code, method.frame());
    method.places().indices().forEach((index, at) ->
        kernel.bind(lowering.words().position(index), ((Int.Variable) at).local()));
    this.value = lowering.real(operand);
    kernel.arrays(List.of(value));
    this.work = kernel.array(new Space.Work(), Kind.FLOAT);
  }

  static String right(KernelClass into, String method, Shape shape) {
    return into.shared(method + "$packRight", method + "$packRight",
        name -> new Packing(into, name, shape, shape.contraction().right(), shape.axes().depth(), shape.axes().columns())
            .emit());
  }

  static String left(KernelClass into, String method, Shape shape) {
    return into.shared(method + "$packLeft", method + "$packLeft",
        name -> new Packing(into, name, shape, shape.contraction().left(), shape.axes().rows(), shape.axes().depth())
            .emit());
  }

  /** Whether something that it reads has neighbours along the innermost of these indices. */
  private boolean isContiguous(List<Index> indices) {
    return !indices.isEmpty() && shape.addresses(operand).stream()
        .anyMatch(a -> a.coefficient(indices.getLast()).is(1));
  }

  private void emit() {
    Int from = method.argument(transposed ? "inner" : "outer");
    Int count = method.argument(transposed ? "inners" : "outers");
    List<Index> slow = transposed ? inner : outer;
    List<Index> fast = transposed ? outer : inner;
    body.loop("slow", Int.ZERO, count, Int.ONE, turn -> kernel.scope(() -> {
      bind(new Runs(body, method.places(), slow).settings(body.let("position", from.plus(turn))));
      Int line = body.let("line",
          method.argument("at").plus(transposed ? turn : turn.times(method.argument("stride"))));
      new Runs(body, method.places(), fast).each(method.argument(transposed ? "outer" : "inner"),
          method.argument(transposed ? "outers" : "inners"), run -> kernel.scope(() -> run(run, line)));
    }));
    body.end();
  }

  private void bind(java.util.Map<Index, Int> settings) {
    settings.forEach((index, at) ->
        kernel.bind(lowering.words().position(index), ((Int.Variable) body.variable(index.name(), at)).local()));
  }

  private void run(Runs.Run run, Int line) {
    bind(run.outer());
    Int step = transposed ? method.argument("stride") : Int.ONE;
    body.loop("turn", Int.ZERO, run.count(), Int.ONE, turn -> kernel.scope(() -> {
      run.inner().ifPresent(i -> bind(java.util.Map.of(i, run.first().plus(turn))));
      body.code.load(work);
      body.push(line.plus(run.offset().plus(turn).times(step)));
      ScalarForm form = new ScalarForm(kernel);
      form.plan(List.of(value));
      form.emit(value);
      body.code.op(Opcodes.FASTORE);
    }));
  }
}
