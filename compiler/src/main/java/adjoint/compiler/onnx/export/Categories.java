package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Input;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Categories, which come in as texts and become their positions. */
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
}
