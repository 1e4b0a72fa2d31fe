package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A procedure of a kernel: it takes the frame, the outer loops' indices (and, inside of a batch, the batch's), then ints by
 * name.
 */
final class Signature {

  private final ProcedureBuilder body;
  private final Variable frame;
  private final List<Expression> loops = new ArrayList<>();
  private final Map<String, Variable> arguments = new LinkedHashMap<>();
  private final Places places;

  /** Outside of the batch. */
  Signature(Shape shape, String... names) {
    this(shape, shape.context().loops(), names);
  }

  /** For one setting of the batch indices. */
  static Signature inBatch(Shape shape, String... names) {
    List<Index> loops = new ArrayList<>(shape.context().loops());
    loops.addAll(shape.axes().batch());
    return new Signature(shape, loops, names);
  }

  private Signature(Shape shape, List<Index> loops, String... names) {
    this.body = new ProcedureBuilder();
    this.frame = body.parameter("frame", DataType.FRAME);
    Map<Index, Expression> indices = new HashMap<>();
    for (Index loop : loops) {
      Variable variable = body.parameter(loop.name(), DataType.INT);
      this.loops.add(variable);
      indices.put(loop, variable);
    }
    for (String name : names) {
      arguments.put(name, body.parameter(name, DataType.INT));
    }
    body.line(shape.contraction().origin().own());
    this.places = new Places(frame, shape.context().plan().signature().openDims(), indices);
  }

  ProcedureBuilder body() {
    return body;
  }

  Variable frame() {
    return frame;
  }

  Places places() {
    return places;
  }

  Variable argument(String name) {
    return arguments.get(name);
  }

  /** The frame, the loops and more ints. */
  List<Expression> arguments(Expression... more) {
    List<Expression> all = new ArrayList<>(List.of(frame));
    all.addAll(loops);
    all.addAll(List.of(more));
    return all;
  }

  /** Calls a procedure that takes the same loops. */
  void call(Procedure.Header procedure, Expression... more) {
    body.call(procedure, arguments(more));
  }
}
