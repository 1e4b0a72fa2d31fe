package adjoint.repl.cli;

import adjoint.repl.report.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual pages of `nn` and its commands, out of the same texts as their help.
 *
 * <p><i>Source</i>: the macros of man(7).
 */
public final class ManualPages {

  private static final String EXIT_STATUS = """
      .SH EXIT STATUS
      0 when all went well, 1 when a program, data or weights are wrong, 2 when the command line is, 130 after Ctrl-C.
      """;

  private static final String ENVIRONMENT = """
      .SH ENVIRONMENT
      .TP
      .B ADJOINT_JAVA_HOME
      The folder of the JDK to run on.
      .TP
      .B ADJOINT_JAVA_OPTS
      Further options of Java.
      .TP
      .B NO_COLOR
      Anything goes without colours.
      .TP
      .B XDG_CACHE_HOME
      Where the first start leaves what makes later ones fast, in a folder adjoint.
      """;

  private ManualPages() {}

  /** Writes all pages, and the completions of shells, into a folder laid out as systems lay out theirs. */
  public static void main(String[] words) throws IOException {
    var share = Path.of(words[0]);
    var all = CommandRunner.everything(Console.standard());
    for (var page : pages(all.getCommandSpec()).entrySet()) {
      write(share.resolve("man/man1/" + page.getKey() + ".1"), page.getValue());
    }
    write(share.resolve("bash-completion/completions/nn"), AutoComplete.bash("nn", all));
    write(share.resolve("fish/vendor_completions.d/nn.fish"), FishCompletion.of(all.getCommandSpec()));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** The pages by their names: `nn`, `nn-train`. */
  static Map<String, String> pages(CommandSpec nn) {
    Map<String, String> pages = new LinkedHashMap<>();
    var commands = nn.subcommands();
    var listed = commands.entrySet().stream()
        .map(each -> ".TP\n.BR nn\\-" + each.getKey() + " (1)\n" + roff(firstLine(each.getValue().getCommandSpec()))
            + "\n")
        .collect(Collectors.joining("", ".SH COMMANDS\n", ""));
    pages.put("nn", page(nn, "nn", listed + EXIT_STATUS + ENVIRONMENT));
    commands.forEach((name, command) -> pages.put("nn-" + name,
        page(command.getCommandSpec(), "nn " + name, EXIT_STATUS + ".SH SEE ALSO\n.BR nn (1)\n")));
    return pages;
  }

  /** What a command does, in a line. */
  static String firstLine(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  private static String page(CommandSpec command, String name, String end) {
    var page = new StringBuilder(".TH " + roff(name.replace(' ', '-').toUpperCase(Locale.ROOT)) + " 1 \"\" \"Adjoint "
        + VersionText.number() + "\"\n.SH NAME\n" + roff(name.replace(' ', '-')) + " \\- " + roff(firstLine(command))
        + "\n.SH SYNOPSIS\n.B " + roff(name) + "\n" + roff(synopsis(command)) + "\n");
    for (var parameter : command.positionalParameters()) {
      entry(page, ".SH ARGUMENTS\n", parameter.paramLabel(), words(parameter));
    }
    for (var option : command.options()) {
      entry(page, ".SH OPTIONS\n", names(option), String.join(" ", option.description()));
    }
    return page + footer(command) + end;
  }

  private static String synopsis(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of("[OPTIONS]"));
    command.positionalParameters().forEach(each -> words.add(each.arity().min() == 0
        ? "[" + each.paramLabel() + "]"
        : each.paramLabel()));
    if (!command.subcommands().isEmpty()) {
      words.add("COMMAND");
    }
    return String.join(" ", words);
  }

  private static String words(PositionalParamSpec parameter) {
    return String.join(" ", parameter.renderedDescription());
  }

  private static String names(OptionSpec option) {
    return String.join(", ", option.names()) + (option.arity().max() == 0 ? "" : "=" + option.paramLabel());
  }

  private static void entry(StringBuilder page, String heading, String term, String words) {
    if (page.indexOf(heading) < 0) {
      page.append(heading);
    }
    page.append(".TP\n.B ").append(roff(term)).append('\n').append(roff(words)).append('\n');
  }

  private static String footer(CommandSpec command) {
    var lines = List.of(command.usageMessage().footer()).stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty()
        ? ""
        : ".SH NOTES\n" + lines.stream().map(ManualPages::roff).collect(Collectors.joining("\n.br\n")) + "\n";
  }

  /** A text as troff reads it: hyphens can be copied, and no line is a request. */
  private static String roff(String text) {
    var plain = Help.Ansi.OFF.string(text).replace("\\", "\\e").replace("-", "\\-").codePoints()
        .mapToObj(c -> c < 128 ? Character.toString(c) : "\\[u%04X]".formatted(c)).collect(Collectors.joining());
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
