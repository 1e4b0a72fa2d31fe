package adjoint.repl.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes the completions of fish, which picocli doesn't.
 *
 * <p><i>Source</i>: the page `complete` of fish's manual.
 */
final class FishCompletion {

  private static final String BEFORE_COMMAND = "__fish_use_subcommand";

  private final List<String> lines = new ArrayList<>();

  private FishCompletion() {}

  static String of(CommandSpec nn) {
    var completion = new FishCompletion();
    completion.lines.add("# Completions of nn for fish.");
    completion.options(nn, BEFORE_COMMAND);
    nn.subcommands().forEach((name, command) -> {
      completion.line(BEFORE_COMMAND, "-f -a " + name, ManualPages.firstLine(command.getCommandSpec()));
      completion.options(command.getCommandSpec(), "__fish_seen_subcommand_from " + name);
      completion.words(command.getCommandSpec(), "__fish_seen_subcommand_from " + name);
    });
    return String.join("\n", completion.lines) + "\n";
  }

  private void options(CommandSpec command, String condition) {
    for (var option : command.options()) {
      line(condition, names(option) + value(option), String.join(" ", option.description()));
    }
  }

  /** Of arguments that take some words alone. */
  private void words(CommandSpec command, String condition) {
    for (var parameter : command.positionalParameters()) {
      if (parameter.completionCandidates() != null) { // as picocli says that any text will do
        parameter.completionCandidates().forEach(word -> line(condition, "-f -a " + word, ""));
      }
    }
  }

  private static String names(OptionSpec option) {
    var names = new StringBuilder();
    for (var name : option.names()) {
      names.append(names.isEmpty() ? "" : " ").append(name.startsWith("--") ? "-l " : "-s ")
          .append(name.replaceFirst("^--?", ""));
    }
    return names.toString();
  }

  private static String value(OptionSpec option) {
    return option.arity().max() == 0 ? "" : " -r";
  }

  private void line(String condition, String what, String words) {
    lines
        .add("complete -c nn -n '" + condition + "' " + what + " -d '" + words.replace("\\", "\\\\").replace("'", "\\'")
            + "'");
  }
}
