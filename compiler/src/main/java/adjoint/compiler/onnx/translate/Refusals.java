package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** All nodes that have no counterpart, by operator and reason. */
final class Refusals {

  private final Map<String, Found> all = new LinkedHashMap<>();

  private record Found(String where, String why, int count) {}

  /** What depends on a refused node is silent: its reason is empty. */
  void add(NodeProto node, String why) {
    if (why.isEmpty()) {
      return;
    }
    String operator = node.domain().isEmpty() ? node.operator() : node.domain() + "." + node.operator();
    all.merge(operator + why, new Found(operator + "\u0000" + node.where(), why, 1),
        (first, other) -> new Found(first.where, first.why, first.count + 1));
  }

  void throwAny(Path file) {
    if (!all.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.ONNX_UNSUPPORTED,
          file + " has operators that can't be imported:" + all.values().stream()
              .map(Refusals::line).collect(Collectors.joining()));
    }
  }

  private static String line(Found found) {
    String[] parts = found.where.split("\u0000");
    return "\n  " + parts[0] + (found.count == 1 ? ", once: " : ", " + found.count + " times, first ") + parts[1]
        + (found.why.equals("?") ? "" : ": " + found.why);
  }
}
