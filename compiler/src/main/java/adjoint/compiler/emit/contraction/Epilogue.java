package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
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

  private final Procedures into;
  private final Shape shape;
  private final Signature method;
  private final ProcedureBuilder body;
  private final Lowering lowering;
  private final Words words;
  private final MethodState state;
  private final Optional<Index> lane;
  private final Word base;
  private final List<VectorLoop.Write> writes = new ArrayList<>();

  private Epilogue(Procedures into, Shape shape) {
    this.into = into;
    this.shape = shape;
    this.method = Signature.inBatch(shape, "row", "rows", "column", "columns", "sums", "stride");
    this.body = method.body();
    this.lowering = shape.lowering();
    this.words = lowering.words();
    this.state = new MethodState(body, method.frame());
    bind(method.places().indices());
    this.lane = shape.axes().columns().reversed().stream().findFirst();
    this.base = words.of(new Operator.Register(0, "sums", Kind.INT));
    Word at = lane.map(i -> words.iadd(base, words.position(i))).orElse(base);
    state.array(new Space.Work(), Kind.FLOAT);
    lowering.bind(shape.contraction().accumulator(), words.load(new Space.Work(), Kind.FLOAT, true, at));
    shape.contraction().epilogue().forEach(this::lower);
  }

  static Procedure.Header in(Blocking blocking) {
    return blocking.into().shared(blocking.name() + "$epilogue",
        name -> new Epilogue(blocking.into(), blocking.shape()).build(name));
  }

  private void lower(Store store) {
    Element element = store.value().element();
    Scalar value = store.body();
    if (store.kept()) {
      Placement placement = lowering.placement(store.value());
      Word address = lowering.address(store.value(), store.at());
      Word stored = lowering.stored(value, element);
      state.arrays(List.of(address, stored));
      Kind kind = element == Element.REAL ? Kind.FLOAT : Kind.INT;
      writes.add(new VectorLoop.Write(state.array(placement.space(), kind), address, stored));
    }
    lowering.bind(store.value(), switch (element) {
      case REAL -> lowering.real(value);
      case INT -> lowering.stored(value, element);
      case BOOL -> lowering.truth(value);
    });
  }

  private Procedure build(String name) {
    body.loop("strip", Expression.ZERO, method.argument("rows"), Expression.ONE, turn -> state.scope(() -> {
      Expression position = body.let("position", method.argument("row").plus(turn));
      bind(new FlatRanges(body, method.places(), shape.axes().rows()).settings(position));
      Expression line = body.let("line", method.argument("sums").plus(turn.times(method.argument("stride"))));
      new FlatRanges(body, method.places(), shape.axes().columns())
          .each(method.argument("column"), method.argument("columns"), run -> state.scope(() -> run(run, line)));
    }));
    return body.build(name);
  }

  private void bind(Map<Index, Expression> settings) {
    settings.forEach((index, at) -> state.bind(words.position(index), body.variable(index.name(), at)));
  }

  /** What is to be added to the innermost index for the place of a sum: of a window, `sums` has place 0 of its columns. */
  private Expression offset(FlatRanges.Run run, Expression first) {
    List<Index> columns = shape.axes().columns();
    return shape.moved()
        .map(m -> method.places().with(run.outer()).part(m.address(), columns.subList(0, columns.size() - 1)))
        .orElseGet(() -> run.offset().minus(lane.isPresent() ? first : Expression.ZERO));
  }

  private void run(FlatRanges.Run run, Expression line) {
    bind(run.outer());
    VectorLoop along = new VectorLoop(into, body, state, words, writes, false);
    Expression first = body.fix("first", run.first());
    state.bind(base, body.let("base", line.plus(offset(run, first))));
    if (lane.isPresent()) {
      along.run(lane.get(), first, run.count());
    } else {
      along.once();
    }
  }
}
