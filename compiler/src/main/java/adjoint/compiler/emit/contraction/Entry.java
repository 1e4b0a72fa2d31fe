package adjoint.compiler.emit.contraction;

import static adjoint.compiler.emit.contraction.ContractionScratch.SMALL;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The kernel's own method: runs all blocks, on several threads where there is enough to do. */
final class Entry {

  private static final String POOL = "adjoint/runtime/program/Pool";
  private static final String POOL_DESCRIPTOR = "L" + POOL + ";";
  private static final String PART = "adjoint/runtime/program/Pool$Part";
  private static final Handle METAFACTORY = new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/LambdaMetafactory",
      "metafactory", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
          + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
          + "Ljava/lang/invoke/CallSite;",
      false);
  private static final Type PART_TYPE = Type.getMethodType("(JJ)V");
  /** What each factor of the estimate counts at most, so that the product fits. */
  private static final int MOST = 1024;

  private final KernelClass into;
  private final String method;
  private final Shape shape;
  private final String blocks;
  private final int parts;

  private Entry(KernelClass into, String method, Shape shape) {
    this.into = into;
    this.method = method;
    this.shape = shape;
    this.blocks = new Blocks(into, method, shape).emit();
    this.parts = ContractionScratch.parts(shape.contraction());
  }

  static void emit(KernelClass into, String method, Shape shape) {
    Entry entry = new Entry(into, method, shape);
    if (entry.parts > 1) {
      entry.part();
    }
    entry.entry();
  }

  private void entry() {
    Signature kernel = new Signature(into, method, shape, "", "");
    Body body = kernel.body();
    if (parts == 1) {
      kernel.call(blocks, Int.ZERO, Int.ONE);
    } else {
      Int threads = threads(body, kernel.frame());
      Int alone = body.letEither("split", work(kernel), Body.Test.LESS, Int.of((int) SMALL), Int.ONE, threads);
      body.choose(alone, Body.Test.LESS, Int.of(2), () -> kernel.call(blocks, Int.ZERO, Int.ONE),
          () -> loop(kernel, alone));
    }
    body.end();
  }

  private Int work(Signature kernel) {
    Places places = kernel.places();
    Int rows = places.size(shape.axes().batch()).times(places.size(shape.axes().rows()));
    return rows.min(Int.of(MOST)).times(places.size(shape.axes().columns()).min(Int.of(MOST)))
        .times(places.size(shape.axes().depth()).min(Int.of(MOST)));
  }

  private Int threads(Body body, Local frame) {
    body.code.load(frame);
    body.code.getField(KernelClass.FRAME, "pool", POOL_DESCRIPTOR);
    body.code.invokeVirtual(POOL, "threads", "()I");
    return body.let("threads", new Int.Variable(body.code.keep("all", Local.Type.INT)).min(Int.of(parts)));
  }

  /** `frame.pool.loop(threads, (from, to) -> part(frame, loops…, threads, from, to))`. */
  private void loop(Signature kernel, Int threads) {
    Body body = kernel.body();
    body.code.load(kernel.frame());
    body.code.getField(KernelClass.FRAME, "pool", POOL_DESCRIPTOR);
    body.push(threads);
    body.code.op(Opcodes.I2L);
    kernel.push(threads);
    String captured = kernel.descriptor(1).replace(")V", ")");
    Handle part = new Handle(Opcodes.H_INVOKESTATIC, into.name(), method + "$part",
        kernel.descriptor(1).replace(")V", "JJ)V"), false);
    body.code.visitor().visitInvokeDynamicInsn("run", captured + "L" + PART + ";", METAFACTORY, PART_TYPE, part,
        PART_TYPE);
    body.code.grow(5);
    body.code.invokeVirtual(POOL, "loop", "(JL" + PART + ";)V");
  }

  private void part() {
    Signature part = new Signature(into, method, shape, "$part", "JJ", "threads");
    Body body = part.body();
    Local from = body.argument("from", Local.Type.LONG);
    Local to = body.argument("to", Local.Type.LONG);
    Int.Variable end = narrow(body, to, "last");
    body.loop("number", narrow(body, from, "first"), end, Int.ONE,
        number -> part.call(blocks, number, part.argument("threads")));
    body.end();
  }

  private static Int.Variable narrow(Body body, Local wide, String name) {
    body.code.load(wide);
    body.code.op(Opcodes.L2I);
    return new Int.Variable(body.code.keep(name, Local.Type.INT));
  }
}
