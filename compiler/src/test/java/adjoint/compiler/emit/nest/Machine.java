package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.jvm.KernelClass;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.jvm.ProcedureWriter;
import adjoint.compiler.emit.kernel.KernelVerifier;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Space;
import adjoint.compiler.plan.Step;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/** Builds small plans, emits a step in every machine form, and runs it on memory. */
public final class Machine {

  /** The forms that must have the same bits: scalar code (0), and vectors of these bits. */
  public static final List<Integer> FORMS = List.of(0, 128, 256, 512);

  private final Map<Value, Placement> placements = new HashMap<>();
  private final List<String> openDims = new ArrayList<>();
  private final List<Long> dims = new ArrayList<>();
  private int next = 1000;
  private int reals;
  private int ints;

  public Index index(String name, Size size) {
    return new Index(next++, name, size);
  }

  public Index index(String name, long size) {
    return index(name, Size.of(size));
  }

  /** An open dim with its size in this run. */
  public Size open(String name, long size) {
    openDims.add(name);
    dims.add(size);
    return Size.open(name);
  }

  /** A row-major tensor. */
  public Value tensor(String name, Element element, Size... sizes) {
    List<Axis> axes = new ArrayList<>();
    for (Size size : sizes) {
      axes.add(new Axis(name + axes.size(), size));
    }
    Value value = new Value(next++, name, element, List.copyOf(axes));
    List<Size> strides = new ArrayList<>();
    Size stride = Size.ONE;
    for (Size size : List.of(sizes).reversed()) {
      strides.addFirst(stride);
      stride = stride.times(size);
    }
    int count = Math.toIntExact(evaluate(stride));
    boolean real = element == Element.REAL;
    Size offset = Size.of(real ? reals : ints);
    placements.put(value, new Placement(real ? new Space.Work() : new Space.WorkInts(), element, offset, strides));
    reals += real ? count + 3 : 0;
    ints += real ? 0 : count + 3;
    return value;
  }

  public Value tensor(String name, Element element, long... sizes) {
    return tensor(name, element, Arrays.stream(sizes).mapToObj(Size::of).toArray(Size[]::new));
  }

  /** Another tensor in the same place: for writing over. */
  public Value over(Value other, String name) {
    Value value = new Value(next++, name, other.element(), other.axes());
    placements.put(value, placements.get(other));
    return value;
  }

  /** A value that lives in a register. */
  public Value register(String name, Element element) {
    return new Value(next++, name, element, List.of());
  }

  private long evaluate(Size size) {
    return size.evaluate(name -> dims.get(openDims.indexOf(name)));
  }

  public int offset(Value value) {
    return Math.toIntExact(evaluate(placements.get(value).offset()));
  }

  public int count(Value value) {
    return Math.toIntExact(evaluate(value.count()));
  }

  public Plan plan(List<Step> steps) {
    Signature signature = new Signature("test", openDims, List.of(), List.of(), List.of());
    return new Plan("test", signature, placements, steps, Size.of(reals), Size.of(ints), List.of());
  }

  /** Memory with random numbers. */
  public Frame frame(long seed) {
    return frame(seed, Pool.of(1));
  }

  public Frame frame(long seed, Pool pool) {
    Random random = new Random(seed);
    float[] work = new float[reals + 3];
    for (int i = 0; i < work.length; i++) {
      work[i] = (float) random.nextGaussian() * 2;
    }
    int[] workInts = new int[ints + 3];
    long[] sizes = dims.stream().mapToLong(d -> d).toArray();
    Frame frame = new Frame(new float[0], work, workInts, new float[0][], new int[0][], sizes, new float[0], pool);
    frame.seed = 7;
    frame.step = 3;
    return frame;
  }

  /** The class file of a step. */
  public byte[] bytes(Step step, int form) {
    KernelClass into = form == 0
        ? new KernelClass("adjoint/generated/Test", Mode.SCALAR, "test.nn", "java/lang/Object")
        : KernelClass.ofWidth(form, "adjoint/generated/Test", "test.nn", "java/lang/Object");
    Procedures procedures = new Procedures(form != 0, ProcedureWriter::size);
    Mode mode = form == 0 ? Mode.SCALAR : Mode.VECTOR;
    new NestEmitter().emit(procedures, "kernel", step, new Context(plan(List.of(step)), mode, List.of()));
    KernelVerifier.verify(procedures.all());
    ProcedureWriter.write(into, procedures.all());
    return into.bytes();
  }

  /** Emits and runs a step; the frame's memory is changed. */
  public void run(Step step, int form, Frame frame) {
    byte[] bytes = bytes(step, form);
    new ClassReader(bytes).accept(new CheckClassAdapter(new org.objectweb.asm.ClassWriter(0), false), 0);
    run(bytes, frame);
  }

  public static void run(byte[] bytes, Frame frame) {
    try {
      method(bytes).invoke(null, frame);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the kernel failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Method method(byte[] bytes) throws ReflectiveOperationException {
    Class<?> defined = new ClassLoader(Machine.class.getClassLoader()) {
      Class<?> define() {
        return defineClass("adjoint.generated.Test", bytes, 0, bytes.length);
      }
    }.define();
    Method method = defined.getDeclaredMethod("kernel", Frame.class);
    method.setAccessible(true);
    return method;
  }
}
