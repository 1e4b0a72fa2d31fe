package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.objectweb.asm.Opcodes;

/** The methods that a nest becomes: as few as HotSpot compiles well. */
record NestMethods(KernelClass into, Context context, Origin origin, Lowering lowering) {

  /** HotSpot compiles methods with more vector operations than fit here badly, or after a long time. */
  private static final int VECTOR_LIMIT = 1_500;

  /**
   * A method to write.
   *
   * @param parameters the indices that come as `int` parameters after the frame
   * @param turns the index of which two `long` parameters, the last ones, give the turns to run
   */
  private record Method(String name, List<Index> parameters, Optional<Index> turns) {

    String descriptor(Context context) {
      String all = new Context(context.plan(), context.mode(), parameters).descriptor();
      return turns.isPresent() ? all.replace(")V", "JJ)V") : all;
    }
  }

  void write(String name, List<Index> outer, List<Piece> pieces) {
    Method whole = new Method(name, context.loops(), Optional.empty());
    Loops measuring =
        new Loops(into, lowering, new Kernel(MethodCode.measuring(), new Local("frame", Local.Type.FRAME, 0)));
    Optional<Index> shared = Parallel.index(measuring, outer, pieces);
    if (shared.isEmpty()) {
      write(whole, outer, pieces);
      return;
    }
    Method part = new Method(into.unused(name + "_turns"), context.loops(), shared);
    write(part, outer, pieces);
    method(code(whole), whole, (nest, loops) -> {
      nest.enter(List.of());
      Parallel.entry(nest, shared.get(), outer, pieces, loops, part.name(), whole.descriptor(context));
    });
  }

  private MethodCode code(Method method) {
    return MethodCode.of(into, method.name(), method.descriptor(context));
  }

  private void write(Method method, List<Index> outer, List<Piece> pieces) {
    List<List<Piece>> groups = groups(method, outer, pieces);
    if (groups.size() == 1) {
      body(code(method), method, outer, pieces);
    } else {
      split(method, outer, groups);
    }
  }

  /** Neighbours go into one method as long as it is small enough. */
  private List<List<Piece>> groups(Method method, List<Index> outer, List<Piece> pieces) {
    int limit = context.mode() == Mode.VECTOR ? VECTOR_LIMIT : MethodCode.METHOD_LIMIT;
    if (size(method, outer, pieces) <= limit) {
      return List.of(pieces);
    }
    List<List<Piece>> groups = new ArrayList<>();
    int room = 0;
    for (Piece piece : pieces) {
      int size = size(method, outer, List.of(piece));
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

  private int size(Method method, List<Index> outer, List<Piece> pieces) {
    MethodCode measuring = MethodCode.measuring();
    body(measuring, method, outer, pieces);
    return measuring.size();
  }

  /** A method for each group, with the outer indices as further parameters; one that calls them in turn. */
  private void split(Method method, List<Index> outer, List<List<Piece>> groups) {
    List<Index> around = new ArrayList<>(method.parameters());
    around.addAll(outer);
    Optional<Index> turns = method.turns().filter(i -> !outer.contains(i));
    List<Method> parts = new ArrayList<>();
    for (List<Piece> group : groups) {
      Method part = new Method(into.unused(method.name() + "_part"), around, turns);
      parts.add(part);
      body(code(part), part, List.of(), group);
    }
    method(code(method), method, (nest, parameters) -> {
      nest.enter(List.of());
      around(nest, outer, List.of(), () -> parts.forEach(part -> call(nest, part)));
    });
  }

  private void call(Loops nest, Method part) {
    nest.code().load(nest.kernel().frame());
    part.parameters().forEach(i -> nest.scalars().emit(nest.words().position(i)));
    part.turns().ifPresent(i -> {
      nest.first(i);
      nest.code().op(Opcodes.I2L);
      nest.end(i);
      nest.code().op(Opcodes.I2L);
    });
    nest.code().invokeStatic(into.name(), part.name(), part.descriptor(context));
  }

  private void body(MethodCode code, Method method, List<Index> outer, List<Piece> pieces) {
    method(code, method, (nest, parameters) -> {
      nest.enter(pieces);
      around(nest, outer, pieces, () -> pieces.forEach(p -> p.write(nest)));
    });
  }

  /** A method: its parameters, its body, its end. */
  private void method(MethodCode code, Method method, BiConsumer<Loops, List<Local>> body) {
    Local frame = code.parameter("frame", Local.Type.FRAME);
    Loops nest = new Loops(into, lowering, new Kernel(code, frame));
    List<Local> loops = method.parameters().stream().map(i -> code.parameter(i.name(), Local.Type.INT)).toList();
    for (int i = 0; i < loops.size(); i++) {
      nest.bind(method.parameters().get(i), loops.get(i));
    }
    method.turns().ifPresent(index -> turns(code, nest, index));
    code.line(origin.own());
    body.accept(nest, loops);
    code.end();
  }

  private static void turns(MethodCode code, Loops nest, Index index) {
    Local from = code.parameter("from", Local.Type.LONG);
    Local to = code.parameter("to", Local.Type.LONG);
    code.load(from);
    code.op(Opcodes.L2I);
    Local first = code.keep("first", Local.Type.INT);
    code.load(to);
    code.op(Opcodes.L2I);
    nest.restrict(index, first, code.keep("end", Local.Type.INT));
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
