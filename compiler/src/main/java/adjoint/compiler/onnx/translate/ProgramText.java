package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.proto.GraphProto.ValueProto;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.translate.ImportNetwork.Imported;
import adjoint.compiler.onnx.translate.OnnxValue.Place;
import adjoint.compiler.onnx.translate.OnnxValue.Written;
import adjoint.runtime.tensor.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts the parts of a translation together: dims, a model, what else it needs. */
final class ProgramText {

  private static final int WIDTH = 120;

  /** Stands for the model's name until all others are known. */
  private static final String NAME = "\u0004";

  private static final Pattern ANONYMOUS =
      Pattern.compile(Translation.ANONYMOUS + "(\\d+)" + Translation.ANONYMOUS + "(\\w+)");

  private final Translation to;
  private final Path file;
  private final ModelProto model;

  ProgramText(Translation to, Path file, ModelProto model) {
    this.to = to;
    this.file = file;
    this.model = model;
  }

  Imported of(List<ValueProto> inputs, Map<String, List<Place>> types, List<ValueProto> outputs,
      Map<String, OnnxValue> values) {
    List<String> taken = List.copyOf(to.inputs);
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Family family = ImportNetwork.family(inputs.get(i).type());
      parameters.add(taken.get(i) + ": " + type(family, Optional.ofNullable(to.indexInputs.get(taken.get(i))),
          types.get(inputs.get(i).name())));
    }
    List<Written> results = outputs.stream().map(each -> result(values, each)).toList();
    String head = "model " + NAME + "(" + String.join(", ", parameters) + ") -> ";
    List<String> kinds = results.stream().map(each -> type(each.family(), each.index(), each.places())).toList();
    List<String> body = new ArrayList<>(to.parameters);
    body.addAll(to.instances);
    body.addAll(to.body);
    if (results.size() == 1) {
      head += kinds.getFirst();
      body.add(results.getFirst().code().text());
    } else {
      List<String> names = new ArrayList<>();
      outputs.forEach(each -> names.add(resultName(each.name(), names)));
      head += paired(names, kinds, ": ");
      body.add(paired(names, results.stream().map(each -> each.code().text()).toList(), " = "));
    }
    return finished(head, body);
  }

  private static String resultName(String given, List<String> taken) {
    String name = GivenNames.identifier(given);
    return taken.contains(name) ? resultName(given + "_", taken) : name;
  }

  private static String paired(List<String> names, List<String> with, String sign) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parts.add(names.get(i) + sign + with.get(i));
    }
    return "(" + String.join(", ", parts) + ")";
  }

  private Written result(Map<String, OnnxValue> values, ValueProto output) {
    OnnxValue value = Optional.ofNullable(values.get(output.name()))
        .orElseThrow(() -> new Unsupported("nothing makes the output " + output.name()));
    var call = new Call(new NodeProto("", "", "output", List.of(), List.of(), List.of()), List.of(), 0, to);
    Written written = call.written(value, output.name());
    for (int i = 0; i < written.places().size(); i++) {
      written = written.places().get(i).size().is(1) ? written : call.spread(written, i);
    }
    return written;
  }

  private String type(Family family, Optional<DimName> index, List<Place> places) {
    String dims = places.stream().filter(each -> each.dim().isPresent()).map(each -> {
      DimName dim = to.dims.declare(each.dim().get());
      Size size = to.dims.sizeOf(dim);
      return size.equals(each.size()) ? dim.toString() : dim + " = " + each.size();
    }).collect(Collectors.joining(", "));
    String element = index.map(dim -> to.dims.declare(dim).toString()).orElse(switch (family) {
      case REAL, OTHER -> dims.isEmpty() ? "real" : "";
      case WHOLE -> "int";
      case TRUTH -> "bool";
    });
    return element + (dims.isEmpty() ? "" : "[" + dims + "]");
  }

  /** A name that nothing else in the text has. */
  private String name(String text) {
    String name = name();
    while (Pattern.compile("\\b" + name + "\\b").matcher(text).find()) {
      name += "Net";
    }
    return name;
  }

  private String name() {
    String given = model.graph().name().matches("(?i)(main_?graph|torch.*|tf2onnx|graph.*|)")
        ? file.getFileName().toString().replaceAll("\\.\\w+$", "")
        : model.graph().name();
    String name = Arrays.stream(given.split("[^A-Za-z0-9]+")).filter(each -> !each.isEmpty())
        .map(each -> each.substring(0, 1).toUpperCase(Locale.ROOT) + each.substring(1)).collect(Collectors.joining());
    return name.isEmpty() || !Character.isLetter(name.charAt(0)) ? "Net" + name : name;
  }

  private Imported finished(String head, List<String> body) {
    Map<String, float[]> weights = new LinkedHashMap<>(to.weights);
    String inner = numbered(body.stream().map(line -> "  " + line).collect(Collectors.joining("\n")), weights);
    StringBuilder text = new StringBuilder();
    List<String> extras = to.extras.stream().map(ProgramText::extra).toList();
    String written = to.dims.resolve(head) + " {\n" + to.dims.resolve(inner) + "\n}\n";
    to.dims.declarations().forEach(each -> text.append(each).append('\n'));
    text.append('\n').append(written.lines().map(ProgramText::broken).collect(Collectors.joining("\n", "", "\n")));
    extras.forEach(each -> text.append('\n').append(each));
    String whole = text.toString();
    return new Imported(comment() + whole.replace(NAME, name(whole)), weights);
  }

  private String comment() {
    String made = model.producer().isEmpty() ? "" : ", which " + model.producer() + " made";
    return "// Imported from " + (file.getFileName() + made).replaceAll("\\p{Cntrl}", " ") + ".\n";
  }

  /** Layers without a name are known by their number in the text. */
  private String numbered(String inner, Map<String, float[]> weights) {
    Map<String, Integer> counts = new HashMap<>();
    ANONYMOUS.matcher(inner).results().forEach(each -> counts.merge(each.group(2), 1, Integer::sum));
    Map<String, Integer> numbers = new HashMap<>();
    ANONYMOUS.matcher(inner).results().forEach(each -> {
      int number = numbers.merge(each.group(2), 1, Integer::sum);
      String path = each.group(2).replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT)
          + (counts.get(each.group(2)) > 1 ? number : "");
      to.anonymous.get(Integer.parseInt(each.group(1))).forEach((own, values) -> weights.put(path + "." + own, values));
    });
    return ANONYMOUS.matcher(inner).replaceAll("$2");
  }

  /** A line that is too long, broken before its pipes. */
  private static String broken(String line) {
    if (line.length() <= WIDTH || !line.contains(" |> ")) {
      return line;
    }
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      boolean isPipe = depth == 0 && line.startsWith(" |> ", i);
      text.append(isPipe ? "\n   " : "").append(c);
    }
    return text.toString();
  }

  private static String extra(String name) {
    try (var in = ProgramText.class.getResourceAsStream(name + ".nn")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
