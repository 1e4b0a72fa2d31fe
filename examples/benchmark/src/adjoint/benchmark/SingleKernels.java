package adjoint.benchmark;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.measure.Inputs;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Single kernels under JMH, on one thread: products, rows, and what is elementwise. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SingleKernels {

  /** What is computed of `x: [Row, Column]` and `w: [Column -> Out]`, behind its type. */
  @Param({"[Row, Out]: x @ w", "[Column, Column']: dot[Row](x, x[Column as Column'])",
      "[Row, Column]: softmax[Column](x)", "[Row, Column]: gelu_tanh(x)", "[Row]: sum[Column](x)",
      "[Column]: sum[Row](x)"})
  public String kernel;

  @Param({"256"})
  public int size;

  private CompiledFunction function;
  private Frame frame;

  @Setup
  public void compile() {
    String type = kernel.substring(0, kernel.indexOf(':'));
    String text = "dim Row = " + size + "\ndim Column = " + size + "\ndim Out = " + size
        + "\nmodel Kernel(x: [Row, Column], w: [Column, Out]) -> " + type + " {\n "
        + kernel.substring(kernel.indexOf(':') + 1) + "\n}\n";
    Lowered lowered =
        Network.of(new Source("kernel.nn", text), Path.of("kernel.nn"), Map.of(), false).lowered();
    Graph graph = Compiler.simplified(lowered.models().get("Kernel"));
    function = Backend.compile(graph, lowered.layout(), Backend.Options.of(Backend.Form.VECTOR));
    frame = Frames.of(function, Frames.store(lowered.layout()), Map.of(), Pool.of(1));
    Inputs.fill(frame, function.signature(), Map.of(), Optional.empty());
  }

  @Benchmark
  public float[] run() {
    function.run(frame);
    return frame.reals[frame.reals.length - 1];
  }
}
