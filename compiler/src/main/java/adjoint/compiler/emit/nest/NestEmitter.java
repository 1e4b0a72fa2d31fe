package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Code;
import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.StepEmitter;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Emits nests, scatters and copies: loops over the outer indices with the statements' loops inside. */
public final class NestEmitter implements StepEmitter {

  /** HotSpot compiles methods with more vector operations than fit here badly, or after a long time. */
  private static final int VECTOR_LIMIT = 1_500;

  private record Method(KernelClass into, String name, Context context, Origin origin, Lowering lowering) {}

  @Override
  public void emit(KernelClass into, String method, Step step, Context context) {
    Words words = new Words();
    Pieces pieces = new Pieces(context, words);
    Method of = new Method(into, method, context, step.origin(), new Lowering(context.plan(), words));
    switch (step) {
      case Step.Nest n -> write(of, n.outer(), n.statements().stream().map(pieces::of).toList());
      case Step.Scatter s -> write(of, List.of(), pieces.of(s));
      case Step.Copy c -> write(of, List.of(), List.of(pieces.of(c)));
      case Step.Contraction c -> throw new IllegalArgumentException("a contraction is no nest");
      case Step.Loop l -> throw new IllegalArgumentException("a loop is no nest");
    }
  }

  private static void write(Method method, List<Index> outer, List<Piece> pieces) {
    List<List<Piece>> groups = groups(method, outer, pieces);
    if (groups.size() == 1) {
      body(Code.of(method.into(), method.name(), method.context().descriptor()), method, method.context().loops(), outer,
          pieces);
    } else {
      split(method, outer, groups);
    }
  }

  /** Neighbours go into one method as long as it is small enough for HotSpot to compile it well. */
  private static List<List<Piece>> groups(Method method, List<Index> outer, List<Piece> pieces) {
    int limit = method.context().mode() == Mode.VECTOR ? VECTOR_LIMIT : Code.METHOD_LIMIT;
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

  private static int size(Method method, List<Index> outer, List<Piece> pieces) {
    Code measuring = Code.measuring();
    body(measuring, method, method.context().loops(), outer, pieces);
    return measuring.size();
  }

  /** A method for each group, with the outer indices as further parameters; one that calls them in turn. */
  private static void split(Method method, List<Index> outer, List<List<Piece>> groups) {
    List<Index> around = new ArrayList<>(method.context().loops());
    around.addAll(outer);
    String descriptor = new Context(method.context().plan(), method.context().mode(), around).descriptor();
    List<String> names = new ArrayList<>();
    for (List<Piece> group : groups) {
      String name = method.into().unused(method.name() + "_part");
      names.add(name);
      body(Code.of(method.into(), name, descriptor), method, around, List.of(), group);
    }
    Code code = Code.of(method.into(), method.name(), method.context().descriptor());
    frame(code, method, method.context().loops(), nest -> {
      nest.enter(List.of());
      around(nest, outer, List.of(), () -> names.forEach(name -> {
        code.load(nest.kernel().frame());
        around.forEach(i -> nest.scalars().emit(nest.words().position(i)));
        code.invokeStatic(method.into().name(), name, descriptor);
      }));
    });
  }

  private static void body(Code code, Method method, List<Index> parameters, List<Index> outer, List<Piece> pieces) {
    frame(code, method, parameters, nest -> {
      nest.enter(pieces);
      around(nest, outer, pieces, () -> pieces.forEach(p -> p.write(nest)));
    });
  }

  private static void frame(Code code, Method method, List<Index> parameters, Consumer<Loops> body) {
    Local frame = code.parameter("frame", Local.Type.FRAME);
    Loops nest = new Loops(method.into(), method.lowering(), new Kernel(code, frame));
    List<Local> turns = parameters.stream().map(i -> code.parameter(i.name(), Local.Type.INT)).toList();
    for (int i = 0; i < turns.size(); i++) {
      nest.bind(parameters.get(i), turns.get(i));
    }
    code.line(method.origin().span());
    body.accept(nest);
    code.end();
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
