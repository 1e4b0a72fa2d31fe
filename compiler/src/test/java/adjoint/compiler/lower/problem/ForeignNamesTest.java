package adjoint.compiler.lower.problem;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.lower.scope.Library;
import adjoint.compiler.source.Source;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is proposed for names of other languages is right here, and none of these names means something here already. */
class ForeignNamesTest {

  private static final String DIMS = """
      dim Batch
      dim Hidden  = 6
      dim Feature = 4
      dim Class   = 3
      dim Channel = 2
      dim Height  = 8
      dim Width   = 8
      dim T       = 5
      dim Char    = 7
      dim Two     = 2
      """;

  private static final String NET = DIMS + """
      model Net(x: [Batch, Hidden]) -> [Batch, Class] {
        x |> Linear[Class]
      }
      """;

  /** The lines of a train block that a proposed one stands beside, or in the place of. */
  private static final List<Map.Entry<String, String>> LINES = List.of(
      Map.entry("data", "data csv(\"a.csv\") { x: [Hidden] = columns(\"x*\"), label: Class = column(\"label\") }"),
      Map.entry("batch", "batch Batch = 8"),
      Map.entry("split", "split train 80%, validation 20%"),
      Map.entry("epochs", "epochs 1"),
      Map.entry("minimize", "minimize cross_entropy[Class](Net(x), label) using SGD[lr = 0.1]"));

  static Collection<String> forms() {
    return new TreeSet<>(ForeignNames.forms().values());
  }

  static Collection<String> lines() {
    return new TreeSet<>(ForeignNames.lines().values());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void formsAreRight(String form) {
    assertThat(told(DIMS.replace("dim Batch", "dim Batch = 3") + """
        test "tried" {
          x        = ones[Batch, Hidden]
          image    = ones[Batch, Channel, Height, Width]
          sequence = ones[Batch, T, Feature]
          logits   = ones[Batch, Class] * index[Class]
          label    = argmax[Class](logits)
          token    = argmax[Char](ones[Batch, T, Char])
          a        = ones[Batch]
          b        = ones[Batch]
          tried    = %s
        }
        """.formatted(form))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void linesAreRight(String line) {
    String word = line.substring(0, line.indexOf(' '));
    List<String> others =
        LINES.stream().filter(e -> !e.getKey().equals(word)).map(Map.Entry::getValue).toList();
    String whole = line.replace("…", "cross_entropy[Class](Net(x), label)");
    assertThat(told(NET + "train Net {\n  " + String.join("\n  ", others) + "\n  " + whole + "\n}\n")).isEmpty();
  }

  @Test
  void settingsAreThoseOfTheLibrary() {
    String headers = Library.names().stream().flatMap(name -> Library.find(name).stream())
        .flatMap(source -> source.text().lines()).filter(line -> line.matches("(fn|layer|optimizer) .*"))
        .reduce("", (a, b) -> a + "\n" + b);
    for (String form : ForeignNames.settings().values()) {
      Stream.of(form.split(", ")).map(setting -> setting.substring(0, setting.indexOf(' ')))
          .forEach(name -> assertThat(headers).containsPattern("[\\[ ]" + name + "( =|[,\\]])"));
    }
  }

  @Test
  void noForeignNameIsOneHere() {
    for (String name : ForeignNames.forms().keySet()) {
      List<Diagnostic> problems = problems(DIMS + "fn f(x: [..]) -> [..] {\n  " + name + "(x)\n}\n");
      assertThat(problems).as(name)
          .anyMatch(p -> p.help().filter(help -> help.contains("is written here")).isPresent());
    }
  }

  private static String told(String text) {
    return Render.render(problems(text), false);
  }

  private static List<Diagnostic> problems(String text) {
    var options = new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false);
    return Compiler.check(new Source("foreign.nn", text), options).problems();
  }
}
