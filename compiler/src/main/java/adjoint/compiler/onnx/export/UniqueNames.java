package adjoint.compiler.onnx.export;

import java.util.HashSet;
import java.util.Set;

/** Names, each given once: with a number behind it where it is there already. */
final class UniqueNames {

  private final Set<String> taken = new HashSet<>();

  String fresh(String wanted) {
    String name = wanted;
    for (int number = 1; !taken.add(name); number++) {
      name = wanted + "_" + number;
    }
    return name;
  }
}
