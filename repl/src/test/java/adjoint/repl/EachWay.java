package adjoint.repl;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.lower.program.Lowered;
import adjoint.repl.machine.Machine;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.Signature;
import adjoint.runtime.program.VectorModule;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Progress;
import adjoint.runtime.train.Trainer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that trains a dense, a convolutional and a recurrent program in each way that its Java has. Its argument is the
 * folder of the runs, `PROGRAM/WAY`; it prints the bits of its vectors. A process of its own, since they have one width in
 * all of its life.
 */
final class EachWay {

  /** Examples with constants, so small that vectors needn't be compiled, so large that several threads share the work. */
  static final Map<String, Map<String, String>> PROGRAMS = Map.of("digits", Map.of("Hidden", "130"), "digits-conv",
      Map.of("Hidden", "66"), "sunspots", Map.of("Hidden", "96", "Month", "3"));

  /** A whole batch and a part of one. */
  private static final int LIMIT = 41;
  private static final int EPOCHS = 1;
  /** Steps before vectors take over: in the middle of an epoch. */
  private static final int FIRST = 1;

  private EachWay() {}

  public static void main(String[] words) {
    PROGRAMS.forEach((name, sets) -> train(lower(name, sets), Path.of(words[0]).resolve(name)));
    System.out.println(Machine.probe().bits().orElse(0));
  }

  private static void train(Lowered lowered, Path folder) {
    Program scalar = Compiler.compile(lowered, Backend.Options.of(Backend.Form.SCALAR));
    if (VectorModule.isAvailable()) {
      Program vector = Compiler.compile(lowered, Backend.Options.of(Backend.Form.VECTOR));
      run(vector, lowered, 1, folder.resolve("1"));
      run(vector, lowered, 3, folder.resolve("3"));
      run(changing(scalar, vector), lowered, 2, folder.resolve("changing"));
    } else {
      run(scalar, lowered, 1, folder.resolve("1"));
      run(scalar, lowered, 2, folder.resolve("2"));
      run(scalar, lowered, 3, folder.resolve("3"));
    }
  }

  private static Lowered lower(String name, Map<String, String> sets) {
    Path file = Path.of("../examples", name, name + ".nn");
    return Network.read(file, sets).lowered();
  }

  private static void run(Program program, Lowered lowered, int threads, Path folder) {
    Progress silent = Progress.of(new PrintStream(OutputStream.nullOutputStream()),
        new PrintStream(OutputStream.nullOutputStream()), Progress.Style.QUIET);
    Options options = Options.standard().withOut(folder).withEpochs(EPOCHS).withLimit(LIMIT).withThreads(threads);
    Trainer.run(program, lowered.recipe().orElseThrow(), options, silent);
  }

  /** Steps as scalar code, then as vectors. */
  private static Program changing(Program scalar, Program vector) {
    CompiledFunction first = scalar.training().orElseThrow().step();
    CompiledFunction then = vector.training().orElseThrow().step();
    Changing both = new Changing(first, then, new AtomicInteger());
    return new Program(scalar.name(), scalar.layout(), scalar.functions().map(each -> each == first ? both : each),
        scalar.checksum());
  }

  private record Changing(CompiledFunction first, CompiledFunction then,
      AtomicInteger calls) implements CompiledFunction {

    @Override
    public Signature signature() {
      return first.signature();
    }

    @Override
    public long workReals(long[] dims) {
      return Math.max(first.workReals(dims), then.workReals(dims));
    }

    @Override
    public long workInts(long[] dims) {
      return Math.max(first.workInts(dims), then.workInts(dims));
    }

    @Override
    public void run(Frame frame) {
      (calls.getAndIncrement() < FIRST ? first : then).run(frame);
    }
  }
}
