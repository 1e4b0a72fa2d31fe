package adjoint.repl.session;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Element;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs a `test` block, seeded by its name. */
public final class TestRun {

  private TestRun() {}

  /** The asserts that don't hold, as `line 12 (apart by 0.1)`. */
  public static List<String> failures(String name, Graph test, Lowered lowered) {
    var function =
        Backend.compile(Compiler.simplified(test), lowered.layout(), Backend.Options.of(Backend.Form.SCALAR));
    try (var pool = Pool.of(1)) {
      float[] store = Frames.store(lowered.layout());
      lowered.files().load(lowered.layout(), store);
      Frame frame = Frames.of(function, store, Map.of(), pool);
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
