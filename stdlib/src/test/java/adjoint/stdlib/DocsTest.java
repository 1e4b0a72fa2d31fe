package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** `docs/stdlib.md` is what the sources say; where it isn't, it is written anew, and the test fails once. */
class DocsTest {

  private static final Path PAGE = Path.of("../docs/stdlib.md");

  private static final Path SOURCES = Path.of("src/main/resources/adjoint/stdlib");

  private record Entry(String keyword, String name, String comment, String signature) {

    /** The heading under which it stands: by its keyword, or by the folder that holds its fixtures. */
    String group() {
      return switch (keyword) {
        case "layer" -> "Layers";
        case "optimizer" -> "Optimizers";
        case String other -> fixtures("losses")
            ? "Losses"
            : fixtures("metrics")
                ? "Metrics"
                : fixtures("initialisers") ? "Initialisers" : fixtures("tensors") ? "Tensors" : "Activations";
      };
    }

    private boolean fixtures(String folder) {
      return Fixture.all(folder).stream().anyMatch(f -> f.name().matches(folder + "/" + name + "(-.*)?"));
    }

    String text() {
      return "### " + name + "\n\n" + comment + "\n\n```\n" + signature + "\n```\n";
    }
  }

  @Test
  void pageIsWhatTheSourcesSay() throws IOException {
    String page = page();
    String written = Files.exists(PAGE) ? Files.readString(PAGE) : "";
    if (!page.equals(written)) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(written).as("docs/stdlib.md, which has been written anew").isEqualTo(page);
  }

  private static String page() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String name : SourcesTest.names()) {
      entries.add(entry(name));
    }
    StringBuilder page = new StringBuilder("# The standard library\n\nMade from the comments of the `.nn` files in ");
    page.append("`stdlib`; a program's own declarations come before these.\n");
    for (String group : List.of("Layers", "Activations", "Losses", "Optimizers", "Metrics", "Initialisers",
        "Tensors")) {
      page.append("\n## ").append(group).append('\n');
      entries.stream().filter(e -> e.group().equals(group)).forEach(e -> page.append('\n').append(e.text()));
    }
    return page.append('\n').append(Files.readString(SOURCES.resolve("builtins.md"))).toString();
  }

  private static Entry entry(String name) throws IOException {
    List<String> lines = Files.readAllLines(SOURCES.resolve(name + ".nn"));
    int at = 0;
    while (!lines.get(at).matches("(layer|fn|optimizer) " + name + "\\b.*")) {
      at++;
    }
    int first = at;
    while (first > 0 && lines.get(first - 1).startsWith("//")) {
      first--;
    }
    int last = at;
    while (!lines.get(last).endsWith("{")) {
      last++;
    }
    String signature = String.join("\n", lines.subList(at, last + 1)).replaceAll(" \\{$", "");
    String comment = String.join("\n", lines.subList(first, at)).replaceAll("(?m)^// ?", "");
    return new Entry(lines.get(at).split(" ")[0], name, comment, signature);
  }
}
