package adjoint.compiler.onnx.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Weights as the operators want them lie so in the file: turned, reshaped or taken out of a stack of several. */
final class FoldWeights {

  private final Map<String, ConstantTensor> constants = new LinkedHashMap<>();
  private final Map<String, String> origins = new HashMap<>();
  private final UniqueNames names = new UniqueNames();

  private FoldWeights() {}

  static OperatorGraph in(OperatorGraph graph) {
    FoldWeights folding = new FoldWeights();
    graph.constants().forEach(c -> folding.constants.put(c.name(), c));
    graph.constants().forEach(c -> folding.names.fresh(c.name()));
    Map<String, String> renamed = new HashMap<>();
    List<OperatorNode> nodes = new ArrayList<>();
    for (OperatorNode node : graph.nodes()) {
      OperatorNode read = node.renamed(n -> renamed.getOrDefault(n, n));
      Optional<ConstantTensor> folded = folding.folded(read);
      folded.ifPresent(c -> renamed.put(node.outputs().getFirst(), c.name()));
      if (folded.isEmpty()) {
        nodes.add(read);
      }
    }
    OperatorGraph made = new OperatorGraph(graph.name(), graph.inputs(), List.copyOf(folding.constants.values()), nodes,
        graph.outputs()).live();
    return folding.named(made.renamed(n -> renamed.getOrDefault(n, n)));
  }

  /** A tensor of which nothing else is left has the name that it is made of. */
  private OperatorGraph named(OperatorGraph graph) {
    Set<String> taken = new HashSet<>(graph.constants().stream().map(ConstantTensor::name).toList());
    Map<String, String> shorter = new HashMap<>();
    for (ConstantTensor constant : graph.constants()) {
      Optional.ofNullable(origins.get(constant.name())).filter(taken::add)
          .ifPresent(origin -> shorter.put(constant.name(), origin));
    }
    return graph.constantsRenamed(n -> shorter.getOrDefault(n, n));
  }

  /** A name for what is made of a tensor. */
  private String named(ConstantTensor from, String wanted) {
    String name = names.fresh(wanted);
    origins.put(name, wanted.equals(from.name()) ? origins.getOrDefault(wanted, wanted) : wanted);
    return name;
  }

  private Optional<ConstantTensor> folded(OperatorNode node) {
    if (!(constants.get(node.inputs().isEmpty() ? "" : node.inputs().getFirst()) instanceof ConstantTensor.Reals c)
        || c.elements().length == 1) {
      return Optional.empty();
    }
    Optional<ConstantTensor.Reals> folded = switch (node.operator()) {
      case "Transpose" -> Optional.of(turned(c, ((NodeAttribute.Wholes) node.attributes().get("perm")).values()));
      case "Reshape" -> wholes(node, 1).map(shape -> reshaped(c, shape));
      case "Gather" -> wholes(node, 1).filter(at -> axis(node) == 0)
          .map(at -> isScalar(node) ? taken(c, at[0]) : chosen(c, at));
      case "Concat" -> constants.get(node.inputs().getLast()) instanceof ConstantTensor.Reals last
          && node.inputs().size() == 2 && c.dims().size() == 2 && c.dims().getFirst() == 1
              ? Optional.of(row(c, last))
              : Optional.empty();
      default -> Optional.empty();
    };
    folded.ifPresent(f -> constants.put(f.name(), f));
    return folded.map(f -> f);
  }

  private boolean isScalar(OperatorNode node) {
    return constants.get(node.inputs().get(1)).dims().isEmpty();
  }

  private static long axis(OperatorNode node) {
    return node.attributes().get("axis") instanceof NodeAttribute.Whole axis ? axis.value() : 0;
  }

  private Optional<long[]> wholes(OperatorNode node, int input) {
    return constants.get(node.inputs().get(input)) instanceof ConstantTensor.Wholes w
        ? Optional.of(w.elements())
        : Optional.empty();
  }

  private ConstantTensor.Reals reshaped(ConstantTensor.Reals c, long... shape) {
    long known = 1;
    for (long size : shape) {
      known *= size == -1 ? 1 : size;
    }
    List<Long> dims = new ArrayList<>();
    for (long size : shape) {
      dims.add(size == -1 ? c.elements().length / known : size);
    }
    return new ConstantTensor.Reals(named(c, c.name()), dims, c.elements());
  }

  private ConstantTensor.Reals taken(ConstantTensor.Reals c, long at) {
    int count = c.elements().length / Math.toIntExact(c.dims().getFirst());
    float[] elements = new float[count];
    System.arraycopy(c.elements(), Math.toIntExact(at) * count, elements, 0, count);
    return new ConstantTensor.Reals(named(c, origins.getOrDefault(c.name(), c.name()) + "." + at),
        c.dims().subList(1, c.dims().size()), elements);
  }

  private ConstantTensor.Reals chosen(ConstantTensor.Reals c, long... places) {
    int count = c.elements().length / Math.toIntExact(c.dims().getFirst());
    float[] elements = new float[places.length * count];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(c.elements(), Math.toIntExact(places[i]) * count, elements, i * count, count);
    }
    List<Long> dims = new ArrayList<>(c.dims());
    dims.set(0, (long) places.length);
    return new ConstantTensor.Reals(named(c, c.name()), List.copyOf(dims), elements);
  }

  /** Two rows as one. */
  private ConstantTensor.Reals row(ConstantTensor.Reals first, ConstantTensor.Reals last) {
    float[] elements = Arrays.copyOf(first.elements(), first.elements().length + last.elements().length);
    System.arraycopy(last.elements(), 0, elements, first.elements().length, last.elements().length);
    return new ConstantTensor.Reals(named(first, first.name()), List.of(1L, (long) elements.length), elements);
  }

  private ConstantTensor.Reals turned(ConstantTensor.Reals c, List<Long> axes) {
    long[] strides = new long[axes.size()];
    List<Long> dims = axes.stream().map(a -> c.dims().get(a.intValue())).toList();
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = c.dims().stream().skip(axes.get(axis) + 1).reduce(1L, (a, b) -> a * b);
    }
    float[] elements = new float[c.elements().length];
    long[] place = new long[axes.size()];
    for (int i = 0; i < elements.length; i++) {
      int from = 0;
      for (int axis = 0; axis < place.length; axis++) {
        from += (int) (place[axis] * strides[axis]);
      }
      elements[i] = c.elements()[from];
      for (int axis = place.length - 1; axis >= 0 && ++place[axis] == dims.get(axis); axis--) {
        place[axis] = 0;
      }
    }
    return new ConstantTensor.Reals(named(c, c.name()), dims, elements);
  }
}
