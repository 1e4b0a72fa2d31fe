package adjoint.runtime.command;

import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Naming;
import adjoint.runtime.model.Weights;
import adjoint.runtime.program.Port;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a model is, as JSON: what it takes and gives, how positions are called, how its weights came about. */
final class Facts {

  /** What a text is an element of. */
  static final String TEXT = "text";

  private Facts() {}

  static Json.Members of(Description model, Weights weights) {
    Map<String, Json> facts = new LinkedHashMap<>();
    facts.put("model", new Json.Text(model.signature().name()));
    facts.put("parameters", Json.number(model.layout().parameters()));
    Map<String, Json> inputs = new LinkedHashMap<>();
    for (Field field : SequenceBatch.read(model.inputs())) {
      inputs.put(field.name(), input(field));
    }
    facts.put("inputs", new Json.Members(inputs));
    Map<String, Json> outputs = new LinkedHashMap<>();
    for (Port port : model.signature().outputs()) {
      outputs.put(port.name(), new Json.Members(port(port.element().name(), model.axes(port))));
    }
    facts.put("outputs", new Json.Members(outputs));
    Map<String, Json> names = new LinkedHashMap<>();
    Naming.byDim(model.names(), weights.fitted()).forEach((dim, members) -> names.put(dim, texts(members)));
    facts.put("names", new Json.Members(names));
    facts.put("training", training(weights));
    return new Json.Members(facts);
  }

  private static Json input(Field field) {
    boolean text = Encoder.readsText(field);
    Map<String, Json> input = text ? port(TEXT, List.of()) : port(field.element().name(), field.axes());
    if (field.selection() instanceof Selection.Columns columns) {
      input.put("columns", texts(columns.patterns()));
    } else if (field.selection() instanceof Selection.Column column) {
      input.put("columns", texts(List.of(column.name())));
    } else if (field.selection() instanceof Selection.Argument argument) {
      input.put("columns", texts(List.of(argument.name() + (field.axes().isEmpty() ? "" : "_*"))));
    }
    return new Json.Members(input);
  }

  private static Map<String, Json> port(String element, List<Axis> axes) {
    Map<String, Json> port = new LinkedHashMap<>();
    port.put("element", new Json.Text(element.toLowerCase(Locale.ROOT)));
    Map<String, Json> dims = new LinkedHashMap<>();
    axes.forEach(axis -> dims.put(axis.name(), axis.size().isConstant()
        ? Json.number(axis.size().constant())
        : new Json.Text(axis.size().toString())));
    port.put("dims", new Json.Members(dims));
    return port;
  }

  private static Json texts(List<String> words) {
    List<Json> texts = new ArrayList<>();
    words.forEach(word -> texts.add(new Json.Text(word)));
    return new Json.Array(texts);
  }

  private static Json training(Weights weights) {
    try {
      return Json.read(weights.notes().getOrDefault(Weights.RECORD, "{}"));
    } catch (Json.Malformed e) {
      return new Json.Members(Map.of());
    }
  }
}
