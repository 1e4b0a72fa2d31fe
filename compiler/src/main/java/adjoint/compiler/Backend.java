package adjoint.compiler;

import adjoint.compiler.emit.KernelEmitter;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.jvm.ProcedureWriter;
import adjoint.compiler.emit.jvm.ProgramEmitter;
import adjoint.compiler.emit.ProgramKernels;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.PassRunner;
import adjoint.compiler.graph.Watch;
import adjoint.compiler.link.Linker;
import adjoint.compiler.pack.ModelJar;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Planner;
import adjoint.compiler.plan.Products;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.SwappingFunction;
import adjoint.runtime.program.VectorModule;
import adjoint.runtime.tensor.Size;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The second half of the path: Graph → Plan → bytecode → object. */
public final class Backend {

  private Backend() {}

  /** Which machine form runs. All have the same bits. */
  public enum Form {
    SCALAR,
    /** From the first call on, which is slow until HotSpot has compiled it. */
    VECTOR,
    /** Scalar first, vectors once they are warm and win. */
    SWAP
  }

  /** @param fuse whether definitions share kernels */
  public record Options(Form form, boolean fuse) {

    public static final Options DEFAULT = new Options(Form.SWAP, true);

    public static Options of(Form form) {
      return new Options(form, true);
    }
  }

  /**
   * The function that a graph describes; scalar where vectors are missing.
   *
   * @param layout of the store that the graph's stored inputs and outputs are in
   */
  public static CompiledFunction compile(Graph graph, Layout layout, Options options) {
    Plan plan = plan(graph, layout, options);
    return switch (options.form()) {
      case SCALAR -> link(plan, Mode.SCALAR);
      case VECTOR -> link(plan, VectorModule.load() ? Mode.VECTOR : Mode.SCALAR);
      case SWAP -> VectorModule.isAvailable() ? swapping(plan) : link(plan, Mode.SCALAR);
    };
  }

  /** There may never be a call for the scalar form, where vectors are expected and win for certain. */
  private static CompiledFunction swapping(Plan plan) {
    requireRoom(plan);
    PlannedFunction scalar = new PlannedFunction(plan, new DeferredFunction(() -> link(plan, Mode.SCALAR)));
    Size products = Products.of(plan);
    return new SwappingFunction(scalar, () -> link(plan, Mode.VECTOR), dims -> scalar.evaluate(products, dims),
        problem -> {});
  }

  /** The function that a graph describes as class files of both forms. */
  public static ModelJar.Forms forms(Graph graph, Layout layout) {
    Plan plan = plan(graph, layout, Options.DEFAULT);
    return new ModelJar.Forms(plan.signature(), generated(plan, Mode.SCALAR), generated(plan, Mode.VECTOR));
  }

  private static ModelJar.Generated generated(Plan plan, Mode mode) {
    return new ModelJar.Generated(className(plan, mode), classFiles(plan, mode));
  }

  /** The plan that {@link #compile} makes. */
  public static Plan plan(Graph graph, Layout layout, Options options) {
    return plan(graph, layout, options, Watch.NONE);
  }

  /** The same, with somebody to watch the passes. */
  public static Plan plan(Graph graph, Layout layout, Options options, Watch watch) {
    return Planner.plan(graph, layout, KernelEmitter.SCRATCH, passes(options.fuse()), new PassRunner(watch));
  }

  private static Planner.Passes passes(boolean fuse) {
    return new Planner.Passes(Pipelines.PLAN, fuse ? Pipelines.FUSE : Pipelines.SEPARATE, fuse);
  }

  /** The class file of a plan's function. */
  public static byte[] classFile(Plan plan, Mode mode) {
    return classFiles(plan, mode).get(className(plan, mode));
  }

  /** The same with those of the classes that it uses, by internal names: a long plan has several. */
  public static Map<String, byte[]> classFiles(Plan plan, Mode mode) {
    requireRoom(plan);
    return ProgramEmitter.emit(plan, className(plan, mode), mode, kernels(plan, mode));
  }

  /** The kernels of a plan, before they are bytecode. */
  public static ProgramKernels kernels(Plan plan, Mode mode) {
    return ProgramKernels.of(plan, mode, new KernelEmitter(), ProcedureWriter::size);
  }

  /** Addresses are ints: what has no room even where each open dim is 1 can't be written down. */
  private static void requireRoom(Plan plan) {
    Map<String, Long> ones = plan.signature().openDims().stream().collect(Collectors.toMap(dim -> dim, _ -> 1L));
    Frames.length("working memory", plan.workReals().evaluate(ones::get));
    Frames.length("working memory", plan.workInts().evaluate(ones::get));
    Stream.concat(plan.signature().inputs().stream(), plan.signature().outputs().stream())
        .forEach(port -> Frames.length(port.name(), Frames.count(port.axes(), ones)));
  }

  /** The function of a plan, which tells a {@link adjoint.compiler.emit.KernelClock} when a kernel has run. */
  public static CompiledFunction timed(Plan plan, Mode mode) {
    ProgramKernels kernels = ProgramKernels.timed(plan, mode, new KernelEmitter(), ProcedureWriter::size);
    String name = className(plan, mode);
    return Linker.link(name, ProgramEmitter.emit(plan, name, mode, kernels), plan.signature());
  }

  private static CompiledFunction link(Plan plan, Mode mode) {
    return Linker.link(className(plan, mode), classFiles(plan, mode), plan.signature());
  }

  /** The internal name of a plan's class. */
  public static String className(Plan plan, Mode mode) {
    String name = plan.name().replaceAll("[^A-Za-z0-9_]+", "_");
    return "adjoint/generated/" + (name.isEmpty() ? "Function" : name) + (mode == Mode.VECTOR ? "_vector" : "_scalar");
  }
}
