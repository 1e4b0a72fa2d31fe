package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A method of a kernel: it takes the frame, the outer loops' indices (and, inside of a batch, the batch's), then ints by
 * name.
 */
final class Signature {

  private final KernelClass into;
  private final Body body;
  private final Local frame;
  private final List<Int> loops = new ArrayList<>();
  private final Map<String, Int.Variable> arguments = new LinkedHashMap<>();
  private final Places places;

  /** A method outside of the batch, with more parameters of any type behind the ints. */
  Signature(KernelClass into, String method, Shape shape, String suffix, String more, String... names) {
    this(into, method + suffix, shape, shape.context().loops(), more, names);
  }

  /** A method for one setting of the batch indices. */
  static Signature inBatch(KernelClass into, String method, Shape shape, String... names) {
    List<Index> loops = new ArrayList<>(shape.context().loops());
    loops.addAll(shape.axes().batch());
    return new Signature(into, method, shape, loops, "", names);
  }

  private Signature(KernelClass into, String method, Shape shape, List<Index> loops, String more, String... names) {
    this.into = into;
    String ints = descriptor(loops.size() + names.length);
    this.body = new Body(into, method, ints.replace(")V", more + ")V"));
    body.code.line(shape.contraction().origin().own());
    this.frame = body.argument("frame", Local.Type.FRAME);
    Map<Index, Int> indices = new HashMap<>();
    for (Index loop : loops) {
      Int.Variable variable = body.argument(loop.name());
      this.loops.add(variable);
      indices.put(loop, variable);
    }
    for (String name : names) {
      arguments.put(name, body.argument(name));
    }
    this.places = new Places(frame, shape.context().plan().signature().openDims(), indices);
  }

  private static String descriptor(long ints) {
    return "(" + KernelClass.FRAME_DESCRIPTOR + "I".repeat((int) ints) + ")V";
  }

  /** The descriptor of a method that takes the loops of this one and some more ints. */
  String descriptor(int more) {
    return descriptor((long) loops.size() + more);
  }

  Body body() {
    return body;
  }

  Local frame() {
    return frame;
  }

  Places places() {
    return places;
  }

  Int.Variable argument(String name) {
    return arguments.get(name);
  }

  /** Pushes the frame, the loops and more ints. */
  void push(Int... more) {
    body.code.load(frame);
    loops.forEach(body::push);
    for (Int value : more) {
      body.push(value);
    }
  }

  /** Calls a method of the class that takes the same loops. */
  void call(String method, Int... more) {
    push(more);
    body.code.invokeStatic(into.name(), method, descriptor(more.length));
  }
}
