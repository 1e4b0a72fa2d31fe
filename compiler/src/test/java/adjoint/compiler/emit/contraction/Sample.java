package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.jvm.KernelClass;
import adjoint.compiler.emit.jvm.ProcedureWriter;
import adjoint.compiler.emit.kernel.KernelVerifier;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Space;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Store;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A contraction on random data, to be run by the emitted code and by plain loops. */
final class Sample {

  static final String CLASS = "adjoint/generated/Sample";

  /** In place of a number of bits: what the machine prefers. */
  static final int PREFERRED = -1;

  /** A size that is known only when the kernel runs. */
  private final Map<String, Long> open = new LinkedHashMap<>();
  private final Map<Value, Placement> placements = new LinkedHashMap<>();
  private int ids;
  private long used = 3;

  Size open(String name, long size) {
    open.put(name, size);
    return Size.open(name);
  }

  Index index(String name, Size size) {
    return new Index(++ids, name, size);
  }

  Index index(String name, long size) {
    return index(name, Size.of(size));
  }

  /** A tensor in the store, row-major behind the ones before. */
  Value tensor(String name, Size... sizes) {
    List<Axis> axes = new ArrayList<>();
    for (Size size : sizes) {
      axes.add(new Axis("axis" + axes.size(), size));
    }
    Value value = new Value(++ids, name, Element.REAL, axes);
    List<Size> strides = new ArrayList<>();
    Size stride = Size.ONE;
    for (Axis axis : axes.reversed()) {
      strides.addFirst(stride);
      stride = stride.times(axis.size());
    }
    placements.put(value, new Placement(new Space.Store(), Element.REAL, Size.of(used), strides));
    used += stride.evaluate(open::get) + 5;
    return value;
  }

  Value tensor(String name, List<Index> indices) {
    return tensor(name, indices.stream().map(Index::size).toArray(Size[]::new));
  }

  Value register(String name) {
    return new Value(++ids, name, Element.REAL, List.of());
  }

  static Scalar read(Value tensor, Index... at) {
    return new Scalar.Read(tensor, Subscript.of(List.of(at)));
  }

  static Store store(Value value, Scalar body, Index... at) {
    return new Store(value, Subscript.of(List.of(at)), body, true);
  }

  /** How many settings indices have. */
  long count(List<Index> indices) {
    return indices.stream().mapToLong(i -> i.size().evaluate(open::get)).reduce(1, (a, b) -> a * b);
  }

  /** The class of one contraction. */
  byte[] emit(Step.Contraction contraction, Mode mode, List<Index> loops) {
    KernelClass into = new KernelClass(CLASS, mode, "sample.nn", "java/lang/Object");
    Procedures procedures = new Procedures(mode == Mode.VECTOR, ProcedureWriter::size);
    new Contractions().emit(procedures, "contract", contraction, context(contraction, mode, loops));
    KernelVerifier.verify(procedures.all());
    ProcedureWriter.write(into, procedures.all());
    return into.bytes();
  }

  private Context context(Step.Contraction contraction, Mode mode, List<Index> loops) {
    Map<Value, Placement> all = new HashMap<>(placements);
    Size scratch = ContractionScratch.size(contraction);
    all.put(contraction.accumulator(), new Placement(new Space.Work(), Element.REAL, Size.of(7), List.of()));
    Signature signature = new Signature("sample", List.copyOf(open.keySet()), List.of(), List.of(), List.of());
    return new Context(new Plan("sample", signature, all, List.of(), scratch.plus(7), Size.ZERO, List.of()), mode,
        loops);
  }

  Frame frame(Step.Contraction contraction, long seed, int threads) {
    float[] store = new float[(int) used + 64];
    Random random = new Random(seed);
    for (int i = 0; i < store.length; i++) {
      store[i] = random.nextFloat() - 0.5f;
    }
    long work = ContractionScratch.size(contraction).plus(7).evaluate(open::get);
    return new Frame(store, new float[(int) work], new int[0], new float[0][], new int[0][],
        open.values().stream().mapToLong(Long::longValue).toArray(), new float[0], Pool.of(threads));
  }

  /** The store after the kernel ran with a width of vectors (0: scalar code). */
  float[] run(Step.Contraction contraction, int bits, int threads) {
    Frame frame = frame(contraction, 1, threads);
    MethodHandle kernel = kernel(contraction, bits);
    try (Pool pool = frame.pool) {
      kernel.invokeExact(frame);
    } catch (Throwable e) {
      throw new AssertionError("with " + bits + " bits", e);
    }
    return frame.store;
  }

  MethodHandle kernel(Step.Contraction contraction, int bits) {
    byte[] bytes = emit(contraction, bits == 0 ? Mode.SCALAR : Mode.VECTOR, List.of());
    byte[] forced = bits == 0 || bits == PREFERRED ? bytes : Widths.force(bytes, bits);
    Class<?> loaded = new ClassLoader(Sample.class.getClassLoader()) {
      Class<?> define() {
        return defineClass(CLASS.replace('/', '.'), forced, 0, forced.length);
      }
    }.define();
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(loaded, MethodHandles.lookup());
      return lookup.findStatic(loaded, "contract", MethodType.methodType(void.class, Frame.class));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** The store after plain loops: each sum one chain of fused multiply-adds for each block of depth, added up. */
  float[] expected(Step.Contraction contraction) {
    Frame frame = frame(contraction, 1, 1);
    float[] before = frame.store.clone();
    long depth = count(contraction.depth());
    long blocks = Math.ceilDiv(depth, ContractionScratch.DEPTH);
    long block = Math.ceilDiv(depth, Math.max(blocks, 1));
    each(List.of(contraction.batch(), contraction.rows(), contraction.columns()), 0, 0, new HashMap<>(), at -> {
      float[] sum = {0, 0};
      int[] done = {0};
      each(List.of(contraction.depth()), 0, 0, at, all -> {
        sum[0] = Math.fma(value(contraction.left(), all, before, Map.of()),
            value(contraction.right(), all, before, Map.of()), sum[0]);
        done[0]++;
        if (done[0] % block == 0 || done[0] == depth) {
          sum[1] = done[0] <= block ? sum[0] : sum[1] + sum[0];
          sum[0] = 0;
        }
      });
      Map<Value, Float> registers = new HashMap<>(Map.of(contraction.accumulator(), sum[1]));
      for (Store store : contraction.epilogue()) {
        float value = value(store.body(), at, before, registers);
        registers.put(store.value(), value);
        if (store.kept()) {
          frame.store[address(store.value(), store.at(), at)] = value;
        }
      }
    });
    return frame.store;
  }

  private interface Each {
    void at(Map<Index, Integer> setting);
  }

  private void each(List<List<Index>> sets, int set, int index, Map<Index, Integer> at, Each body) {
    if (set == sets.size()) {
      body.at(at);
    } else if (index == sets.get(set).size()) {
      each(sets, set + 1, 0, at, body);
    } else {
      Index variable = sets.get(set).get(index);
      for (int i = 0; i < variable.size().evaluate(open::get); i++) {
        at.put(variable, i);
        each(sets, set, index + 1, at, body);
      }
    }
  }

  private float value(Scalar scalar, Map<Index, Integer> at, float[] store, Map<Value, Float> registers) {
    return switch (scalar) {
      case Scalar.Constant c -> (float) c.value();
      case Scalar.SizeOf s -> s.size().evaluate(open::get);
      case Scalar.Read r when registers.containsKey(r.tensor()) -> registers.get(r.tensor());
      case Scalar.Read r -> store[address(r.tensor(), r.at(), at)];
      case Scalar.At a -> place(a.position(), at);
      case Scalar.Apply a ->
        apply(a.function(), a.arguments().stream().map(x -> value(x, at, store, registers)).toList());
      case Scalar.Select s ->
        value(value(s.condition(), at, store, registers) != 0 ? s.then() : s.otherwise(), at, store,
            registers);
      case Scalar.Draw d -> throw new IllegalArgumentException("no draws here");
    };
  }

  private static float apply(ScalarFunction function, List<Float> arguments) {
    return (float) function.evaluate(arguments.stream().map(Float::doubleValue).toList());
  }

  private int address(Value value, List<Subscript> subscripts, Map<Index, Integer> at) {
    Placement placement = placements.get(value);
    long sum = placement.offset().evaluate(open::get);
    for (int i = 0; i < subscripts.size(); i++) {
      sum += place(subscripts.get(i), at) * placement.strides().get(i).evaluate(open::get);
    }
    return (int) sum;
  }

  private int place(Subscript subscript, Map<Index, Integer> at) {
    long sum = subscript.offset().evaluate(open::get);
    for (Subscript.Term term : subscript.terms()) {
      sum += at.get((Index) term.atom()) * term.coefficient().evaluate(open::get);
    }
    return (int) sum;
  }

  Step.Contraction contraction(List<List<Index>> sets, Scalar left, Scalar right, Value sum, Store... stores) {
    return new Step.Contraction(sets.get(0), sets.get(1), sets.get(2), sets.get(3), left, right, sum, List.of(stores),
        List.of(), Origin.NONE);
  }
}
