package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.ScalarForm;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Space;
import adjoint.compiler.plan.Store;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/** What becomes of a strip of finished sums, which is still in the L1: the contraction's stores. */
final class Epilogue {

  /** A value that goes to memory. */
  private record Write(Word value, Word address, Local array, Kind kind) {}

  private final Shape shape;
  private final Signature method;
  private final Body body;
  private final Lowering lowering;
  private final Kernel kernel;
  private final Word sum;
  private final Local work;
  private final List<Write> writes = new ArrayList<>();

  private Epilogue(KernelClass into, String name, Shape shape) {
    this.shape = shape;
    this.method = Signature.inBatch(into, name, shape, "row", "rows", "column", "columns", "sums", "stride");
    this.body = method.body();
    this.lowering = shape.lowering();
    this.kernel = new Kernel(body.code, method.frame());
    method.places().indices().forEach((index, at) ->
        kernel.bind(lowering.words().position(index), ((Int.Variable) at).local()));
    this.sum = lowering.words().of(new Operator.Register(0, "sum", Kind.FLOAT));
    lowering.bind(shape.contraction().accumulator(), sum);
    this.work = kernel.array(new Space.Work(), Kind.FLOAT);
    shape.contraction().epilogue().forEach(this::lower);
  }

  static String in(KernelClass into, String method, Shape shape) {
    return into.shared(method + "$epilogue", method + "$epilogue", name -> new Epilogue(into, name, shape).emit());
  }

  private void lower(Store store) {
    Element element = store.value().element();
    Scalar value = store.body();
    if (store.kept()) {
      Placement placement = lowering.placement(store.value());
      Word address = lowering.address(store.value(), store.at());
      Word stored = lowering.stored(value, element);
      kernel.arrays(List.of(address, stored));
      Kind kind = element == Element.REAL ? Kind.FLOAT : Kind.INT;
      writes.add(new Write(stored, address, kernel.array(placement.space(), kind), kind));
    }
    lowering.bind(store.value(), switch (element) {
      case REAL -> lowering.real(value);
      case INT -> lowering.stored(value, element);
      case BOOL -> lowering.truth(value);
    });
  }

  private void emit() {
    body.loop("strip", Int.ZERO, method.argument("rows"), Int.ONE, turn -> kernel.scope(() -> {
      Int position = body.let("position", method.argument("row").plus(turn));
      bind(new Runs(body, method.places(), shape.axes().rows()).settings(position));
      Int line = body.let("line", method.argument("sums").plus(turn.times(method.argument("stride"))));
      new Runs(body, method.places(), shape.axes().columns())
          .each(method.argument("column"), method.argument("columns"), run -> kernel.scope(() -> run(run, line)));
    }));
    body.end();
  }

  private void bind(Map<Index, Int> settings) {
    settings.forEach((index, at) ->
        kernel.bind(lowering.words().position(index), ((Int.Variable) body.variable(index.name(), at)).local()));
  }

  private void run(Runs.Run run, Int line) {
    bind(run.outer());
    body.loop("turn", Int.ZERO, run.count(), Int.ONE, turn -> kernel.scope(() -> {
      run.inner().ifPresent(i -> bind(Map.of(i, run.first().plus(turn))));
      body.code.load(work);
      body.push(line.plus(run.offset()).plus(turn));
      body.code.op(Opcodes.FALOAD);
      kernel.bind(sum, body.code.keep("sum", Local.Type.FLOAT));
      element();
    }));
  }

  /** All values before the first write: a result may lie where an operand of the same place lay. */
  private void element() {
    ScalarForm form = new ScalarForm(kernel);
    form.plan(writes.stream().map(Write::value).toList());
    List<Local> values = new ArrayList<>();
    for (Write write : writes) {
      form.emit(write.value());
      values.add(body.code.keep("value", write.kind() == Kind.FLOAT ? Local.Type.FLOAT : Local.Type.INT));
    }
    for (int i = 0; i < writes.size(); i++) {
      body.code.load(writes.get(i).array());
      form.emit(writes.get(i).address());
      body.code.load(values.get(i));
      body.code.op(writes.get(i).kind() == Kind.FLOAT ? Opcodes.FASTORE : Opcodes.IASTORE);
    }
  }
}
