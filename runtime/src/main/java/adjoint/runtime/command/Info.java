package adjoint.runtime.command;

import adjoint.runtime.model.Weights;
import adjoint.runtime.program.VectorModule;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says what the model takes and gives, and how its weights came about. */
public final class Info implements Command {

  private static final int WIDTH = 12;

  @Override
  public String parameter() {
    return "";
  }

  @Override
  public String words() {
    return "Say what the model takes and gives, and how its weights came about.";
  }

  @Override
  public List<Option> options() {
    return List.of(new Option("--weights", "PATH", OptionTexts.WEIGHTS + "."),
        new Option("--json", "", "Print it as JSON."));
  }

  @Override
  public int run(Arguments arguments, Shell shell) {
    Weights weights = shell.weights(arguments);
    Json.Members facts = Facts.of(shell.parts().description(), weights);
    if (arguments.has("--json")) {
      shell.out().println(facts.write());
      return 0;
    }
    PrintStream out = shell.out();
    line(out, "model", text(facts.get("model").orElseThrow()) + ", "
        + Words.count(shell.parts().description().layout().parameters(), "parameter"));
    members(facts, "inputs").forEach((name, port) -> line(out, "input", name + " " + port(port)));
    members(facts, "outputs").forEach((name, port) -> line(out, "output", name + " " + port(port)));
    members(facts, "names").forEach((dim, names) -> line(out, "names", dim + ": " + Words.some(texts(names))));
    members(facts, "training").forEach((name, value) -> line(out, name, text(value)));
    line(out, "code", VectorModule.isAvailable() ? "scalar for single examples, vectors where many come" : "scalar");
    shell.noteScalar();
    return 0;
  }

  private static Map<String, Json> members(Json facts, String name) {
    return ((Json.Members) facts.get(name).orElseThrow()).members();
  }

  private static String port(Json port) {
    List<String> dims = new ArrayList<>();
    members(port, "dims").forEach((dim, size) -> dims.add(dim.equals(text(size)) ? dim : dim + " = " + text(size)));
    String columns =
        port.get("columns").isPresent() ? ", from " + String.join(", ", texts(port.get("columns").get())) : "";
    String element = text(port.get("element").orElseThrow());
    return (element.equals(Facts.TEXT) ? "" : "[" + String.join(", ", dims) + "] ") + element + columns;
  }

  private static List<String> texts(Json texts) {
    List<String> words = new ArrayList<>();
    ((Json.Array) texts).items().forEach(each -> words.add(text(each)));
    return words;
  }

  private static String text(Json value) {
    return value instanceof Json.Text text ? text.value() : value.write();
  }

  private static void line(PrintStream out, String what, String words) {
    out.println(Words.left(what, WIDTH) + " " + words);
  }
}
