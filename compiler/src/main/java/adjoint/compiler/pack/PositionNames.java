package adjoint.compiler.pack;

import adjoint.runtime.model.Description;
import adjoint.runtime.model.Naming;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what the positions of a model's dims are called, as members of the class that programs use. */
record PositionNames(Description model) {

  /** Whether the positions of a dim have names, declared or learnt. */
  boolean has(String dim) {
    return model.names().stream().anyMatch(n -> n.dim().equals(dim));
  }

  /** Names that the program declares. */
  String declared() {
    return model.names().stream().filter(n -> !n.members().isEmpty() && isShown(n.dim())).distinct().map(n -> """

          /** What the positions of the dim %s are called. */
          public static final List<String> %s_NAMES = %s;
        """.formatted(n.dim(), Names.constant(n.dim()), new Literal().of(n.members()))).distinct()
        .collect(Collectors.joining());
  }

  private boolean isShown(String dim) {
    return model.signature().outputs().stream().flatMap(output -> model.axes(output).stream())
        .anyMatch(a -> a.name().equals(dim));
  }

  /** Names that were learnt from the training data. */
  String learnt() {
    return model.names().stream().filter(n -> n.members().isEmpty() && isShown(n.dim())).map(Naming::dim).distinct()
        .map(dim -> """
              /** What the positions of the dim %s are called, as the weights know it; empty where they don't. */
              public List<String> %sNames() {
                return model.names(%s);
              }
            """.formatted(dim, Names.variable(dim.substring(0, 1).toLowerCase(Locale.ROOT)
            + dim.substring(1)), Literal.quoted(dim)))
        .collect(Collectors.joining("\n"));
  }
}
