package adjoint.compiler;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.optimize.RemoveDead;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What a program's training computes, as a checksum of its graphs: comments, layout and the order of declarations don't
 * matter to it, nor what is shown of a step beside its losses.
 */
final class TrainingChecksum {

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

  /**
   * With values (`%` and a number) and indices (`i` and a number) numbered in the order of the text: what is left out elsewhere takes
   * no number. By hand, since this is done before each training, when regular expressions would be slow.
   */
  private static String renumbered(String text) {
    Map<String, String> numbers = new HashMap<>();
    StringBuilder all = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      if (end > at) {
        char kind = text.charAt(at);
        all.append(numbers.computeIfAbsent(text.substring(at, end), _ -> kind + "" + numbers.size()));
        at = end;
      } else {
        all.append(text.charAt(at++));
      }
    }
    return all.toString();
  }

  /** Where a numbered name ends that begins at a place; the place itself where none does. */
  private static int end(String text, int at) {
    char kind = text.charAt(at);
    boolean begins = kind == '%' || kind == 'i' && (at == 0 || !isWord(text.charAt(at - 1)));
    int end = at + 1;
    while (begins && end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    boolean ends = kind == '%' || end == text.length() || !isWord(text.charAt(end));
    return begins && ends && end > at + 1 ? end : at;
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
