package adjoint.repl;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.Lowered;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn test blocks.nn`: runs the file's `test` blocks, each seeded by its name. */
@Command(
    name = "test",
    description = "Run the test blocks of a file.",
    mixinStandardHelpOptions = true)
final class Test implements Callable<Integer> {

  private final Console console;

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  Test(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var lowered = Workshop.lower(program, false);
    long failed =
        lowered.tests().entrySet().stream().filter(test -> !passes(test.getKey(), test.getValue(), lowered)).count();
    console.out().println(
        Words.count(lowered.tests().size(), "test") + ", " + (failed == 0 ? "all passed" : failed + " failed"));
    return failed == 0 ? Exit.OK : Exit.WRONG;
  }

  private boolean passes(String name, Graph test, Lowered lowered) {
    var broken = failures(name, test, lowered);
    console.out().println(broken.isEmpty()
        ? console.paint("32", "passed") + "  " + name
        : console.paint("31", "FAILED") + "  " + name + ": " + program.file() + ", " + String.join(", ", broken));
    return broken.isEmpty();
  }

  /** The asserts that don't hold, as `line 12 (apart by 0.1)`. */
  private static List<String> failures(String name, Graph test, Lowered lowered) {
    var function =
        Backend.compile(Compiler.simplified(test), lowered.layout(), Backend.Options.of(Backend.Form.SCALAR));
    try (var pool = Pool.of(1)) {
      Frame frame = Frames.of(function, Frames.store(lowered.layout()), Map.of(), pool);
      frame.seed = name.hashCode();
      function.run(frame);
      var outputs = function.signature().outputs();
      int first = function.signature().inputs().size();
      var names = outputs.stream().map(Port::name).toList();
      return IntStream.range(0, outputs.size())
          .filter(i -> outputs.get(i).element() == Element.BOOL && frame.ints[first + i][0] == 0)
          .mapToObj(i -> names.get(i) + apart(frame, first + names.indexOf(Lowered.apart(names.get(i))), first))
          .toList();
    }
  }

  /** How far the sides of an assert are apart, where it is a `~=`. */
  private static String apart(Frame frame, int port, int first) {
    return port < first ? "" : " (apart by " + frame.reals[port][0] + ")";
  }
}
