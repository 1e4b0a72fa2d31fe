package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import adjoint.repl.Outcome;
import adjoint.repl.ProcessRun;
import adjoint.repl.report.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What shells complete, and what `man` shows, are the commands and options that there are. */
class CompletionCommandTest {

  @TempDir
  private Path folder;

  private static List<String> commands() {
    return CliCommands.ALL.stream().map(CliCommands.Row::name).toList();
  }

  private static CommandLine command(String name) {
    return CommandRunner.everything(Console.standard()).getSubcommands().get(name);
  }

  @Test
  void bashCompletesCommandsAndTheirOptions() throws Exception {
    var script = Files.writeString(folder.resolve("nn.bash"), Outcome.of("completion", "bash").out());

    assertThat(bash(script, "nn", "tr")).containsExactly("train");
    assertThat(bash(script, "nn", "")).containsAll(commands());
    assertThat(bash(script, "nn", "train", "--see")).containsExactlyInAnyOrder("--seed", "--seeds");
  }

  private List<String> bash(Path script, String... words) throws Exception {
    var given = String.join("' '", words);
    var asked =
        "source " + script + "; compopt() { :; }; COMP_WORDS=('" + given + "'); COMP_CWORD=" + (words.length - 1)
            + "; _complete_nn nn '" + words[words.length - 1] + "'; printf '%s\\n' \"${COMPREPLY[@]}\"";
    var outcome = ProcessRun.of(folder, List.of("bash", "--norc", "-c", asked));
    assertThat(outcome.err()).isEmpty();
    return outcome.out().lines().map(String::strip).toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void fishCompletesCommandsAndTheirOptions(String name) {
    var script = Outcome.of("completion", "fish").out();
    var lines = script.lines().filter(line -> line.contains("seen_subcommand_from " + name + "' -")
        && !line.contains(" -a ")).toList();

    assertThat(script).contains("'__fish_use_subcommand' -f -a " + name + " -d '");
    assertThat(lines).hasSameSizeAs(command(name).getCommandSpec().options());
    for (var option : command(name).getCommandSpec().options()) {
      var words =
          (option.longestName().startsWith("--") ? " -l " : " -s ") + option.longestName().replaceFirst("^--?", "")
              + (option.arity().max() == 0 ? " -d '" : " -r -d '");
      assertThat(lines).anyMatch(line -> line.contains(words));
    }
  }

  private String shell(String name, String completion, List<String> words) throws Exception {
    var program = Path.of("/usr/bin", name);
    assumeTrue(Files.isExecutable(program), "there is no " + name + " here");
    Files.writeString(folder.resolve("completion"), Outcome.of("completion", completion).out());
    var outcome = ProcessRun.of(folder, Stream.concat(Stream.of(program.toString()), words.stream()).toList());
    assertThat(outcome.err()).isEmpty();
    return outcome.out();
  }

  @Test
  void fishTakesItsScript() throws Exception {
    assertThat(shell("fish", "fish", List.of("--no-config", "-c",
        "source completion; complete -C 'nn tr'; complete -C 'nn train --see'; complete -C 'nn completion '")).lines()
        .map(line -> line.replaceFirst("\t.*", "")))
        .containsExactly("train", "--seed", "--seeds", "bash", "fish", "zsh");
  }

  @Test
  void zshTakesItsScript() throws Exception {
    assertThat(shell("zsh", "zsh", List.of("-f", "-c",
        "autoload -Uz compinit; compinit -D -u; source ./completion; echo $_comps[nn]"))).contains("_complete_nn");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theManualHasAPageOfEachCommand(String name) throws Exception {
    ManualPages.main(new String[]{folder.toString()});
    var page = Files.readString(folder.resolve("man/man1/nn-" + name + ".1"));

    for (var option : command(name).getCommandSpec().options()) {
      assertThat(page).contains("\n.B " + option.names()[0].replace("-", "\\-"));
    }
    assertThat(Files.readString(folder.resolve("man/man1/nn.1"))).contains(".BR nn\\-" + name + " (1)\n");
    assertThat(folder.resolve("bash-completion/completions/nn")).isNotEmptyFile();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "there is no groff here");
    var checked = ProcessRun.of(folder, List.of("groff", "-man", "-ww", "-z", "man/man1/nn-" + name + ".1"));
    assertThat(checked).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void theVersionSaysOnWhatItRuns() {
    assertThat(Outcome.of("--version").out().lines()).hasSize(3).first().asString()
        .matches("Adjoint \\d+\\.\\d+\\.\\d+.*");
    assertThat(Outcome.of("--version").out()).contains("\nJava " + System.getProperty("java.runtime.version"))
        .containsPattern("\\d+ lanes of f32|no vectors");
  }

  @Test
  void anotherShellIsAMistake() {
    var outcome = Outcome.of("completion", "tcl");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0904]").contains("bash");
  }
}
