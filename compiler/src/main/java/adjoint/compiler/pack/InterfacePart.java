package adjoint.compiler.pack;

import adjoint.runtime.tensor.Axis;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A parameter of the class that programs use, or a part of its result.
 *
 * @param words that describe it
 */
record InterfacePart(String name, JavaType kind, List<Axis> axes, String words) {

  String declaration() {
    return kind.type() + " " + name;
  }

  /** Some of them with their dims. */
  static String described(List<InterfacePart> parts) {
    return Shapes.escaped(parts.stream().map(p -> p.name() + " " + Shapes.of(p.axes())).collect(Collectors
        .joining(", ")));
  }

  /** A record of some of them. */
  static String record(String name, String words, List<InterfacePart> parts) {
    return """
          /**
           * %s
           *
        %s   */
          public record %s(%s) {}
        """.formatted(words, parts.stream().map(p -> "   * @param " + p.name() + " " + Shapes.escaped(p.words()) + "\n")
        .collect(Collectors.joining()), name,
        parts.stream().map(InterfacePart::declaration).collect(Collectors.joining(", ")));
  }
}
