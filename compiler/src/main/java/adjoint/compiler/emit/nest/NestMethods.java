package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The procedures that a nest becomes: as few as HotSpot compiles well. */
record NestMethods(Procedures into, Context context, Origin origin, Lowering lowering) {

  /** HotSpot leaves methods above 8,000 bytes to the interpreter. */
  private static final int LIMIT = 6_000;
  /** HotSpot compiles methods with more vector operations than fit here badly, or after a long time. */
  private static final int VECTOR_LIMIT = 1_500;

  /**
   * A procedure to write.
   *
   * @param parameters the indices that come as parameters after the frame
   * @param turns the index of which two longs, the last parameters, give the turns to run
   */
  private record Method(String name, List<Index> parameters, Optional<Index> turns) {

    Procedure.Header header() {
      List<DataType> types = new ArrayList<>(List.of(DataType.FRAME));
      parameters.forEach(_ -> types.add(DataType.INT));
      turns.ifPresent(_ -> types.addAll(List.of(DataType.LONG, DataType.LONG)));
      return new Procedure.Header(name, types);
    }
  }

  Procedure.Header write(String name, List<Index> outer, List<Piece> pieces) {
    Method whole = new Method(name, context.loops(), Optional.empty());
    Loops measuring =
        new Loops(into, lowering, new MethodState(new ProcedureBuilder(), new Variable("frame", DataType.FRAME)));
    Optional<Index> shared = Parallel.index(measuring, outer, pieces);
    if (shared.isEmpty()) {
      return write(whole, outer, pieces);
    }
    Method part = new Method(into.unused(name + "_turns"), context.loops(), shared);
    write(part, outer, pieces);
    return into.add(procedure(whole, (nest, loops) -> {
      nest.enter(List.of());
      Parallel.entry(nest, shared.get(), outer, pieces, loops, part.header());
    }));
  }

  private Procedure.Header write(Method method, List<Index> outer, List<Piece> pieces) {
    Procedure whole = body(method, outer, pieces);
    int limit = context.mode() == Mode.VECTOR ? VECTOR_LIMIT : LIMIT;
    if (into.size(whole) <= limit) {
      return into.add(whole);
    }
    List<List<Piece>> groups = groups(method, outer, pieces, limit);
    return groups.size() == 1 ? into.add(whole) : split(method, outer, groups);
  }

  /** Neighbours go into one method as long as it is small enough. */
  private List<List<Piece>> groups(Method method, List<Index> outer, List<Piece> pieces, int limit) {
    List<List<Piece>> groups = new ArrayList<>();
    int room = 0;
    for (Piece piece : pieces) {
      int size = into.size(body(method, outer, List.of(piece)));
      if (size > limit) {
        piece.split().forEach(p -> groups.add(List.of(p)));
        room = 0;
      } else if (size > room) {
        groups.add(new ArrayList<>(List.of(piece)));
        room = limit - size;
      } else {
        groups.getLast().add(piece);
        room -= size;
      }
    }
    return groups;
  }

  /** A method for each group, with the outer indices as further parameters; one that calls them in turn. */
  private Procedure.Header split(Method method, List<Index> outer, List<List<Piece>> groups) {
    List<Index> around = new ArrayList<>(method.parameters());
    around.addAll(outer);
    Optional<Index> turns = method.turns().filter(i -> !outer.contains(i));
    List<Method> parts = new ArrayList<>();
    for (List<Piece> group : groups) {
      Method part = new Method(into.unused(method.name() + "_part"), around, turns);
      parts.add(part);
      into.add(body(part, List.of(), group));
    }
    return into.add(procedure(method, (nest, parameters) -> {
      nest.enter(List.of());
      around(nest, outer, List.of(), () -> parts.forEach(part -> call(nest, part)));
    }));
  }

  private static void call(Loops nest, Method part) {
    List<Expression> arguments = new ArrayList<>(List.of(nest.state().frame()));
    part.parameters().forEach(i -> arguments.add(nest.scalars().of(nest.words().position(i))));
    part.turns().ifPresent(i -> arguments.addAll(List.of(nest.first(i).wide(), nest.end(i).wide())));
    nest.code().call(part.header(), arguments);
  }

  private Procedure body(Method method, List<Index> outer, List<Piece> pieces) {
    return procedure(method, (nest, parameters) -> {
      nest.enter(pieces);
      around(nest, outer, pieces, () -> pieces.forEach(p -> p.write(nest)));
    });
  }

  /** A procedure: its parameters and its body. */
  private Procedure procedure(Method method, BiConsumer<Loops, List<Variable>> body) {
    ProcedureBuilder code = new ProcedureBuilder();
    Variable frame = code.parameter("frame", DataType.FRAME);
    Loops nest = new Loops(into, lowering, new MethodState(code, frame));
    List<Variable> loops = method.parameters().stream().map(i -> code.parameter(i.name(), DataType.INT)).toList();
    for (int i = 0; i < loops.size(); i++) {
      nest.bind(method.parameters().get(i), loops.get(i));
    }
    method.turns().ifPresent(index -> turns(code, nest, index));
    code.line(origin.own());
    body.accept(nest, loops);
    return code.build(method.name());
  }

  private static void turns(ProcedureBuilder code, Loops nest, Index index) {
    Variable from = code.parameter("from", DataType.LONG);
    Variable to = code.parameter("to", DataType.LONG);
    Variable first = code.let("first", from.narrow());
    nest.restrict(index, first, code.let("end", to.narrow()));
  }

  /** The outer loops; what loads nothing is computed as soon as its indices have values. */
  private static void around(Loops nest, List<Index> outer, List<Piece> pieces, Runnable body) {
    if (outer.isEmpty()) {
      body.run();
      return;
    }
    nest.loop(outer.getFirst(), Loops.roots(pieces), false,
        () -> around(nest, outer.subList(1, outer.size()), pieces, body));
  }
}
