package adjoint.repl.start;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.repl.Main;
import adjoint.repl.cli.StartKind;
import adjoint.repl.command.PromptContext;
import adjoint.repl.machine.HotSpotDirectives;
import adjoint.repl.report.Console;
import adjoint.repl.session.Session;
import adjoint.repl.terminal.Script;
import adjoint.repl.terminal.TerminalLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Runs commands for nobody, so that the Java that records it can start the next one faster. The launcher calls it at the
 * project's root after a build.
 */
public final class Rehearsal {

  private static final String SMALL = "examples/xor/xor.nn";
  private static final String USUAL = "examples/digits/digits.nn";

  private static final String ENTRIES = """
      1 + 1
      dim Pixel = 4
      x = normal[Pixel]()
      softmax[Pixel](2 * x) |> sum
      y = Linear[Pixel -> 3](x)
      grad(sum(y^2), x)
      x + nothing
      :type x
      :help
      """;

  private Rehearsal() {}

  /** Rehearses the commands of one kind: `tool` or `kernel`, as the launcher calls them. */
  public static void main(String[] kind) throws IOException {
    HotSpotDirectives.begin();
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    var console = new Console(nowhere, nowhere, true, false);
    switch (StartKind.valueOf(kind[0].toUpperCase(Locale.ROOT))) {
      case TOOL -> tool(console);
      case KERNEL -> kernel(console);
    }
  }

  private static void tool(Console console) {
    Main.run(console, "check", USUAL);
    Main.run(console, "check", "examples/no-such-file.nn");
    Main.run(console, "grad", SMALL);
    Main.run(console, "summary", SMALL);
    Main.run(console, "explain", CompilerProblem.UNCLOSED_BRACKET.code());
  }

  /** What is typed first at a prompt, and what shows it on a terminal, as far as that goes without one. */
  private static void prompt(Console console) {
    var context = new PromptContext(Session.begin(Path.of("")), console.out(), false);
    Script.run(new StringReader(ENTRIES), context, console);
    TerminalLoop.rehearse(context, ENTRIES);
  }

  private static void kernel(Console console) throws IOException {
    var folder = Files.createTempDirectory("nn-rehearsal-");
    var run = folder.resolve("run");
    Main.run(console, "train", USUAL, "--epochs", "1", "--limit", "200", "--out", run.toString());
    Main.run(console, "evaluate", USUAL, "--limit", "200", "--weights", run.toString());
    RehearsedNets.compile();
    prompt(console);
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }
}
