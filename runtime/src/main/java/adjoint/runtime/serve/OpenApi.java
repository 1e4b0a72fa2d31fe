package adjoint.runtime.serve;

import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Model;
import adjoint.runtime.program.Port;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server takes and gives, for tools.
 *
 * <p><i>Source</i>: the OpenAPI specification, version 3.1.
 */
final class OpenApi {

  private static final String PREDICTION = """
      {"post":{"summary":"%s","requestBody":{"required":true,"content":{"application/json":{"schema":%s}}},\
      "responses":{"200":{"description":"The results.","content":{"application/json":{"schema":%s}}},\
      "default":{"description":"What is wrong: {\\"error\\":{\\"message\\":...}}."}}}}""";
  private static final String GENERATION = """
      {"post":{"summary":"%s","requestBody":{"required":true,"content":{"application/json":{"schema":\
      {"type":"object","properties":{"prompt":{"type":"string"}}}}}},"responses":{"200":{"description":"The text.",\
      "content":{"text/plain":{"schema":{"type":"string"}}}}}}}""";
  private static final String REPORT =
      "{\"get\":{\"summary\":\"%s\",\"responses\":{\"200\":{\"description\":\"It.\"}}}}";
  private static final String KEYS = """
      "components":{"securitySchemes":{"key":{"type":"http","scheme":"bearer"}}},"security":[{"key":[]}],""";

  private final Model model;

  private OpenApi(Model model) {
    this.model = model;
  }

  /**
   * The document.
   *
   * @param keys whether clients need one
   * @param writes whether the model writes texts
   */
  static String of(Model model, boolean keys, boolean writes) {
    OpenApi api = new OpenApi(model);
    StringBuilder paths = new StringBuilder();
    for (Route route : Route.values()) {
      if (route == Route.GENERATE && !writes) {
        continue;
      }
      paths.append(paths.length() == 0 ? "" : ",").append('"').append(route.path()).append("\":")
          .append(route == Route.PREDICT
              ? String.format(PREDICTION, route.words(), oneOrSeveral(api.input()), oneOrSeveral(api.output()))
              : String.format(route == Route.GENERATE ? GENERATION : REPORT, route.words()));
    }
    return "{\"openapi\":\"3.1.0\"," + (keys ? KEYS : "") + "\"info\":{\"version\":\"1\",\"title\":"
        + quoted(model.description().signature().name()) + "},\"paths\":{" + paths + "}}";
  }

  private static String oneOrSeveral(String example) {
    return "{\"anyOf\":[" + example + ",{\"type\":\"array\",\"items\":" + example + "}]}";
  }

  private String input() {
    Map<String, String> members = new LinkedHashMap<>();
    for (Field field : SequenceBatch.read(model.description().inputs())) {
      boolean text = Encoder.readsText(field);
      boolean named = text || field.index().isPresent() && !field.index().get().members().isEmpty();
      members.put(field.name(),
          nested(text ? List.of() : field.axes(), named ? "string" : type(field.element()), false));
    }
    return object(members);
  }

  private String output() {
    Map<String, String> members = new LinkedHashMap<>();
    for (Port port : model.description().signature().outputs()) {
      members.put(port.name(), nested(model.description().axes(port), type(port.element()), true));
    }
    return object(members);
  }

  private static String type(Element element) {
    return element == Element.REAL ? "number" : "integer";
  }

  private static String object(Map<String, String> members) {
    StringBuilder required = new StringBuilder();
    StringBuilder properties = new StringBuilder();
    members.forEach((name, schema) -> {
      String comma = required.length() == 0 ? "" : ",";
      required.append(comma).append(quoted(name));
      properties.append(comma).append(quoted(name)).append(':').append(schema);
    });
    return "{\"type\":\"object\",\"required\":[" + required + "],\"properties\":{" + properties + "}}";
  }

  /**
   * An array for each axis.
   *
   * @param named whether it is an object where the positions of its dim have names
   */
  private String nested(List<Axis> axes, String type, boolean named) {
    if (axes.isEmpty()) {
      return "{\"type\":\"" + type + "\"}";
    }
    Axis axis = axes.get(0);
    String inner = nested(axes.subList(1, axes.size()), type, named);
    List<String> names = model.names(axis.name());
    if (!axis.size().isConstant()) {
      return "{\"title\":" + quoted(axis.name()) + ",\"type\":\"array\",\"items\":" + inner + "}";
    }
    long size = axis.size().constant();
    if (named && names.size() == size) {
      Map<String, String> members = new LinkedHashMap<>();
      names.forEach(each -> members.put(each, inner));
      return object(members);
    }
    return "{\"title\":" + quoted(axis.name()) + ",\"type\":\"array\",\"items\":" + inner + ",\"minItems\":" + size
        + ",\"maxItems\":" + size + "}";
  }

  private static String quoted(String words) {
    return new Json.Text(words).write();
  }
}
