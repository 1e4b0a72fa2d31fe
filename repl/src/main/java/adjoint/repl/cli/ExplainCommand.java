package adjoint.repl.cli;

import adjoint.repl.problem.CliProblem;
import adjoint.repl.problem.Complaint;
import adjoint.repl.report.Console;
import adjoint.repl.report.MarkdownPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `nn explain NN0204`: the page about one message. */
@Command(description = "Tell the cause of a message and its fix, with an example.")
final class ExplainCommand implements CliCommand {

  @Parameters(paramLabel = "CODE", description = "The code in a message's brackets, such as NN0204.")
  private String code = "";

  @Override
  public int run(Console console) {
    var asked = code.strip().toUpperCase(Locale.ROOT);
    var number = asked.matches("\\d{4}") ? "NN" + asked : asked;
    var page = page(number);
    page.ifPresentOrElse(
        text -> MarkdownPage.print(text, console),
        () -> console.complain(Complaint.of(CliProblem.NO_SUCH_MESSAGE, "there is no message " + code,
            "codes look like NN0204")));
    return page.isPresent() ? ExitCode.OK : ExitCode.USAGE;
  }

  /** Each part of Adjoint keeps the pages about its own messages. */
  private static Optional<String> page(String number) {
    return Stream.of("compiler", "runtime", "repl")
        .map(part -> "/adjoint/" + part + "/explain/" + number + ".md")
        .filter(name -> number.matches("NN\\d{4}"))
        .flatMap(name -> Stream.ofNullable(ExplainCommand.class.getResourceAsStream(name)))
        .findFirst()
        .map(ExplainCommand::text);
  }

  private static String text(InputStream page) {
    try (page) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
