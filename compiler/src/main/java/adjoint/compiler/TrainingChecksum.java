package adjoint.compiler;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.optimize.RemoveDead;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a program's training computes, as a checksum of its graphs: comments, layout and the order of declarations don't
 * matter to it, nor what is shown of a step beside its losses.
 */
final class TrainingChecksum {

  private static final Pattern NUMBERED = Pattern.compile("%\\d+|\\bi\\d+\\b");

  private TrainingChecksum() {}

  /** Empty where nothing is trained. */
  static String of(Lowered lowered) {
    if (lowered.training().isEmpty()) {
      return "";
    }
    var training = lowered.training().get();
    CRC32C crc = new CRC32C();
    add(crc, unwatched(training.step()));
    training.accumulate().ifPresent(graph -> add(crc, graph));
    training.partial().forEach(partial -> {
      crc.update((partial.due() + " " + partial.resting()).getBytes(StandardCharsets.UTF_8));
      add(crc, unwatched(partial.step()));
    });
    add(crc, training.rows());
    add(crc, training.reduce());
    return Long.toHexString(crc.getValue());
  }

  /** A step without what is shown of it. */
  private static Graph unwatched(Graph step) {
    return new Graph(step.name(), step.inputs(), step.definitions(), step.outputs().stream()
        .filter(output -> output.stored() || output.name().matches("loss[0-9]*")).toList());
  }

  private static void add(CRC32C crc, Graph graph) {
    String text = GraphPrinter.print(new RemoveDead().apply(graph), false);
    crc.update(renumbered(text).getBytes(StandardCharsets.UTF_8));
  }

  /** With values and indices numbered in the order of the text: what is left out elsewhere takes no number. */
  private static String renumbered(String text) {
    Map<String, String> numbers = new HashMap<>();
    return NUMBERED.matcher(text).replaceAll(found -> numbers.computeIfAbsent(found.group(),
        _ -> found.group().charAt(0) == '%' ? "%" + numbers.size() : "i" + numbers.size()));
  }
}
