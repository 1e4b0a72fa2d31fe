package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType;
import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been written of a model so far. */
final class Translation {

  /** Stands before a layer without a name, whose path is known by where it stands in the finished text. */
  static final char ANONYMOUS = '\u0003';

  static final int LONG = 90;

  final DimNames dims = new DimNames();
  final GivenNames words = new GivenNames();
  final List<String> parameters = new ArrayList<>();
  final List<String> instances = new ArrayList<>();
  final List<String> body = new ArrayList<>();
  final Map<String, float[]> weights = new LinkedHashMap<>();
  final List<Map<String, float[]>> anonymous = new ArrayList<>();
  final Set<String> extras = new LinkedHashSet<>();
  final Map<String, DimName> indexInputs = new HashMap<>();
  /** How often each value is read. */
  final Map<String, Integer> uses = new HashMap<>();
  final Map<String, ElementType> elements = new HashMap<>();
  final Set<String> inputs = new LinkedHashSet<>();

  /** A name for what the expression computes, unless it has one. */
  Written bound(Written value, String wish) {
    if (value.code().level() == Code.ATOM) {
      return value;
    }
    String name = words.unused(wish);
    body.add(name + " = " + value.code().text());
    return new Written(value.family(), value.places(), value.order(), Code.atom(name), value.index(), value.isWhole());
  }

  /**
   * A layer with weights: its name where the file has one, else written where it is used.
   *
   * @param given how the file calls it
   * @param values the weights by the names that the layer gives them, in its layouts
   */
  String layer(String written, Optional<String> given, Map<String, float[]> values) {
    if (given.isEmpty()) {
      anonymous.add(values);
      return ANONYMOUS + "" + (anonymous.size() - 1) + ANONYMOUS + written;
    }
    String name = words.unused(given.get());
    instances.add(name + " = " + written);
    values.forEach((path, numbers) -> weights.put(name + "." + path, numbers));
    return name;
  }

  /** A constant as a parameter of the model, with the dims that its places have; `state` where it can't be learnt. */
  Written stored(Known constant, List<Place> places, String wish, boolean isLearnt) {
    String name = words.unused(wish);
    List<DimName> axes = places.stream().flatMap(each -> each.dim().stream()).map(dims::declare).toList();
    String type = axes.isEmpty() ? "real" : "[" + Code.list(axes) + "]";
    for (Place place : places) {
      if (place.dim().isPresent() && !dims.sizeOf(place.dim().get()).equals(place.size())) {
        type = type.replace(place.dim().get().toString(), place.dim().get() + " = " + dims.shown(place.size()));
      }
    }
    parameters.add((isLearnt ? "param " : "state ") + name + ": " + type + " = 0");
    weights.put(name, floats(constant.numbers().get()));
    return new Written(Family.REAL, places, Optional.of(axes), Code.atom(name), Optional.empty());
  }

  static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }
}
