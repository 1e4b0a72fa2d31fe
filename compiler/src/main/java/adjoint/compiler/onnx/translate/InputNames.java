package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.proto.GraphProto;
import adjoint.compiler.onnx.proto.GraphProto.Size.Known;
import adjoint.compiler.onnx.proto.GraphProto.Size.Named;
import adjoint.compiler.onnx.proto.GraphProto.Size.Unknown;
import adjoint.compiler.onnx.proto.GraphProto.ValueProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueType;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names for a network's inputs and their dims: the file's own where a person gave them, else by what they mean. */
final class InputNames {

  private final Translation to;
  private final Map<String, DimName> named = new HashMap<>();

  InputNames(Translation to) {
    this.to = to;
  }

  Written value(ValueProto input, GraphProto graph) {
    Family family = ImportNetwork.family(input.type());
    if (family == Family.OTHER || !(input.type() instanceof ValueType.Tensor tensor) || tensor.shape().isEmpty()) {
      throw new Unsupported("its input " + input.name() + " is no tensor of numbers whose rank is known");
    }
    String name = to.words.unused(GivenNames.identifier(input.name()));
    to.inputs.add(name);
    List<GraphProto.Size> sizes = tensor.shape().get();
    Set<DimName> taken = new HashSet<>();
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      String meaning = meaning(i, sizes.size(), family, graph);
      places.add(switch (sizes.get(i)) {
        case Known(var size) -> fixed(meaning, size, taken);
        case Named(var given) -> open(given, GivenNames.dim(given).orElse(meaning));
        case Unknown() -> i == 0 ? open("batch", meaning) : open(input.name() + i, meaning);
      });
      places.getLast().dim().ifPresent(taken::add);
    }
    List<DimName> order = places.stream().flatMap(each -> each.dim().stream()).toList();
    return new Written(family, places, Optional.of(order), Code.atom(name), Optional.empty());
  }

  private Place fixed(String meaning, long size, Set<DimName> taken) {
    if (size == 0) {
      throw new Unsupported("an input has a dim of size 0");
    }
    if (size == 1) {
      return Place.of(to.dims.declare(to.dims.fixed(meaning, 1)), Size.ONE);
    }
    boolean isFeature = meaning.equals("Feature") || meaning.equals("Channel");
    DimName dim = isFeature ? to.dims.feature(meaning, size, taken) : to.dims.meant(meaning, size, taken);
    return Place.of(to.dims.declare(dim), Size.of(size));
  }

  private Place open(String given, String wish) {
    DimName dim = named.computeIfAbsent(given, each -> to.dims.open(wish));
    return Place.of(dim, to.dims.sizeOf(dim));
  }

  private static String meaning(int at, int rank, Family family, GraphProto graph) {
    boolean isConvolved = graph.nodes().stream()
        .anyMatch(node -> node.operator().contains("Conv") || node.operator().contains("Pool"));
    List<String> names = rank == 4
        ? List.of("Batch", "Channel", "Height", "Width")
        : rank == 5
            ? List.of("Batch", "Channel", "Depth", "Height", "Width")
            : rank == 3
                ? isConvolved ? List.of("Batch", "Channel", "Time") : List.of("Batch", "Time", "Feature")
                : rank == 2 ? List.of("Batch", family == Family.REAL ? "Feature" : "Time") : List.of("Batch");
    return at < names.size() ? names.get(at) : "Dim";
  }
}
