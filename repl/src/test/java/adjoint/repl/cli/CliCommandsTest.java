package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of commands is what the launcher, the README and `nn --help` go by. */
class CliCommandsTest {

  /** A row of the README: `| ``nn import FILE``, ``nn export FILE`` | what they do |`. */
  private static final Pattern ROW = Pattern.compile("^\\| (`nn.*?`) \\| .+ \\|$", Pattern.MULTILINE);
  private static final Pattern COMMAND = Pattern.compile("`nn (\\w+)");

  @Test
  void theLauncherStartsEachCommandAsTheTableSays() throws IOException {
    assertThat(Files.readAllLines(Path.of("src/main/launcher/kernel.commands"))).containsExactlyInAnyOrderElementsOf(
        CliCommands.ALL.stream().filter(row -> row.start() == StartKind.KERNEL).map(CliCommands.Row::name).toList());
  }

  @Test
  void theReadmeHasARowForEachCommandAndForNothingElse() throws IOException {
    var rows = ROW.matcher(Files.readString(Path.of("../README.md"))).results()
        .flatMap(row -> COMMAND.matcher(row.group(1)).results()).map(command -> command.group(1));

    assertThat(rows).containsExactlyInAnyOrderElementsOf(names());
  }

  @Test
  void helpListsThemInOrderAndEachHasHelpOfItsOwn() {
    var listed = Outcome.of("--help").out().lines().dropWhile(line -> !line.equals("Commands:")).skip(1)
        .takeWhile(line -> line.startsWith("  ")).filter(line -> line.charAt(2) != ' ')
        .map(line -> line.strip().split(" +")[0]);

    assertThat(listed).containsExactlyElementsOf(names());
    assertThat(names()).allSatisfy(
        name -> assertThat(Outcome.of(name, "--help").out()).startsWith("Usage: nn " + name + " [")
            .contains("-h, --help"));
  }

  private static List<String> names() {
    return CliCommands.ALL.stream().map(CliCommands.Row::name).toList();
  }
}
