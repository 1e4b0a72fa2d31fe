package adjoint.benchmark;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Program;
import adjoint.runtime.tensor.Element;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A workload of `nn/`, compiled: its training step and its prediction on random data, as the runtime runs them. */
final class Ours {

  private final Program program;
  private final float[] store;
  private final long batch;
  private final Pool pool;

  Ours(Path file, int threads) throws IOException {
    Compiler.Checked checked = Compiler.check(new Source(file.toString(), Files.readString(file)),
        new ProgramLowering.Options(file.getParent(), name -> Optional.empty(), Map.of(), false));
    Lowered lowered = checked.lowered().orElseThrow(() -> new IllegalStateException(checked.problems().toString()));
    this.program = Compiler.compile(lowered, Backend.Options.of(Backend.Form.VECTOR));
    this.batch = lowered.recipe().orElseThrow().batch().orElseThrow().size();
    this.pool = Pool.of(threads);
    this.store = Frames.store(program.layout());
    Frame frame = Frames.of(program.initialise(), store, Map.of(), pool);
    frame.seed = 1;
    program.initialise().run(frame);
  }

  /** One training step, a new batch copied in first. */
  Runnable train() {
    CompiledFunction step = program.training().orElseThrow().step();
    Frame frame = frame(step, batch);
    float[][] reals = frame.reals.clone();
    int[][] ints = frame.ints.clone();
    for (int i = 0; i < reals.length; i++) {
      reals[i] = frame.reals[i].clone();
      ints[i] = frame.ints[i].clone();
    }
    return () -> {
      for (int i = 0; i < step.signature().inputs().size(); i++) {
        System.arraycopy(reals[i], 0, frame.reals[i], 0, reals[i].length);
        System.arraycopy(ints[i], 0, frame.ints[i], 0, ints[i].length);
      }
      frame.step++;
      step.run(frame);
    };
  }

  Runnable infer(long examples) {
    CompiledFunction model = program.models().values().iterator().next();
    Frame frame = frame(model, examples);
    return () -> model.run(frame);
  }

  private Frame frame(CompiledFunction function, long examples) {
    Frame frame = Frames.of(function, store, Map.of("Batch", examples), pool);
    Random random = new Random(1);
    for (int i = 0; i < function.signature().inputs().size(); i++) {
      Port port = function.signature().inputs().get(i);
      for (int j = 0; j < frame.reals[i].length; j++) {
        frame.reals[i][j] = (float) random.nextGaussian();
      }
      for (int j = 0; port.element() != Element.REAL && j < frame.ints[i].length; j++) {
        frame.ints[i][j] = random.nextInt(2);
      }
    }
    return frame;
  }
}
