package adjoint.repl;

import adjoint.compiler.source.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `nn explain NN0204`: the page about one message. */
@Command(
    name = "explain",
    description = "Tell the cause of a message and its fix, with an example.",
    mixinStandardHelpOptions = true)
final class Explain implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "CODE", description = "The code in a message's brackets, such as NN0204.")
  private String code = "";

  Explain(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var asked = code.strip().toUpperCase(Locale.ROOT);
    var number = asked.matches("\\d{4}") ? "NN" + asked : asked;
    var page = page(number);
    page.ifPresentOrElse(
        console.out()::print,
        () -> console.complain("NN0905", "there is no message " + code, "codes look like NN0204"));
    return page.isPresent() ? Exit.OK : Exit.USAGE;
  }

  private static Optional<String> page(String number) {
    if (!number.matches("NN\\d{4}")) {
      return Optional.empty();
    }
    try (var stream = Span.class.getResourceAsStream("/adjoint/compiler/explain/" + number + ".md")) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
