package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Input;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.text.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Categories, which come in as texts and become their positions; and the names of positions. */
record Categories(List<Field> fields, List<Fitted> fitted) {

  static boolean isOf(Field field) {
    return field.transforms().stream().anyMatch(t -> t instanceof Transform.Categories);
  }

  /** The names that an input's texts are among, in the order of their positions. */
  Optional<List<String>> names(Input input) {
    return fields.stream().filter(f -> isOf(f) && Preprocessing.isOf(f, input)).findFirst()
        .flatMap(f -> fitted.stream().filter(each -> each.field().equals(f.name())).findFirst()).map(Fitted::names)
        .filter(names -> !names.isEmpty());
  }

  /** The positions of texts; -1 of one that isn't among the names. */
  static String positions(OperatorWriter writer, String texts, List<String> names) {
    Map<String, NodeAttribute> attributes = new LinkedHashMap<>();
    attributes.put("keys_strings", new NodeAttribute.Texts(names));
    attributes.put("values_int64s", NodeAttribute.of(LongStream.range(0, names.size()).boxed().toList()));
    attributes.put("default_int64", NodeAttribute.of(-1));
    return writer.add("ai.onnx.ml:LabelEncoder", List.of(texts), attributes);
  }

  /** What positions of dims are called, for whoever shows results: `names.Cultivar` is an array in JSON. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Field field : fields) {
      field.index().ifPresent(index -> {
        List<String> names = index.members().isEmpty()
            ? fitted.stream().filter(f -> f.field().equals(field.name())).findFirst().map(Fitted::names)
                .orElse(List.of())
            : index.members();
        if (!names.isEmpty()) {
          metadata.put("names." + index.dim(),
              new Json.Array(names.stream().map(n -> (Json) new Json.Text(n)).toList()).write());
        }
      });
    }
    return metadata;
  }
}
