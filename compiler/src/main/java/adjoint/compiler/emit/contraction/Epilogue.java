package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Space;
import adjoint.compiler.plan.Store;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a strip of finished sums, which is still in the L1: the contraction's stores. */
final class Epilogue {

  private final KernelClass into;
  private final Shape shape;
  private final Signature method;
  private final Body body;
  private final Lowering lowering;
  private final Words words;
  private final Kernel kernel;
  private final Optional<Index> lane;
  private final Word base;
  private final List<VectorLoop.Write> writes = new ArrayList<>();

  private Epilogue(KernelClass into, String name, Shape shape) {
    this.into = into;
    this.shape = shape;
    this.method = Signature.inBatch(into, name, shape, "row", "rows", "column", "columns", "sums", "stride");
    this.body = method.body();
    this.lowering = shape.lowering();
    this.words = lowering.words();
    this.kernel = new Kernel(body.code, method.frame());
    bind(method.places().indices());
    this.lane = shape.axes().columns().reversed().stream().findFirst();
    this.base = words.of(new Operator.Register(0, "sums", Kind.INT));
    Word at = lane.map(i -> words.iadd(base, words.position(i))).orElse(base);
    kernel.array(new Space.Work(), Kind.FLOAT);
    lowering.bind(shape.contraction().accumulator(), words.load(new Space.Work(), Kind.FLOAT, true, at));
    shape.contraction().epilogue().forEach(this::lower);
  }

  static String in(Blocking blocking) {
    String name = blocking.name() + "$epilogue";
    return blocking.into().shared(name, name, method -> new Epilogue(blocking.into(), method, blocking.shape()).emit());
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
      writes.add(new VectorLoop.Write(kernel.array(placement.space(), kind), address, stored));
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
      bind(new FlatRanges(body, method.places(), shape.axes().rows()).settings(position));
      Int line = body.let("line", method.argument("sums").plus(turn.times(method.argument("stride"))));
      new FlatRanges(body, method.places(), shape.axes().columns())
          .each(method.argument("column"), method.argument("columns"), run -> kernel.scope(() -> run(run, line)));
    }));
    body.end();
  }

  private void bind(Map<Index, Int> settings) {
    settings.forEach((index, at) -> kernel.bind(words.position(index), body.variable(index.name(), at).local()));
  }

  /** What is to be added to the innermost index for the place of a sum: of a window, `sums` has place 0 of its columns. */
  private Int offset(FlatRanges.Run run, Int first) {
    List<Index> columns = shape.axes().columns();
    return shape.moved()
        .map(m -> method.places().with(run.outer()).part(m.address(), columns.subList(0, columns.size() - 1)))
        .orElseGet(() -> run.offset().minus(lane.isPresent() ? first : Int.ZERO));
  }

  private void run(FlatRanges.Run run, Int line) {
    bind(run.outer());
    VectorLoop along = new VectorLoop(into, body, kernel, words, writes, false);
    Int first = body.fix("first", run.first());
    kernel.bind(base, body.let("base", line.plus(offset(run, first))).local());
    if (lane.isPresent()) {
      along.run(lane.get(), first, run.count());
    } else {
      along.once();
    }
  }
}
