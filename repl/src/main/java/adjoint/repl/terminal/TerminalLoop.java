package adjoint.repl.terminal;

import adjoint.repl.command.Dialogue;
import adjoint.repl.command.PromptContext;
import adjoint.repl.report.Console;
import adjoint.repl.session.Response;
import adjoint.repl.session.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;

/** The prompt on a terminal: reads entries, shows answers. */
public final class TerminalLoop {

  private static final String PROMPT = "nn> ";
  private static final String CONTINUATION = "... ";

  /** What running longer than that after Ctrl-C is left to itself, in milliseconds. */
  private static final long PATIENCE = 2_000;

  private final Console console;
  private final Optional<Path> history;
  private PromptContext context;

  private TerminalLoop(PromptContext context, Console console, Optional<Path> history) {
    this.context = context;
    this.console = console;
    this.history = history;
  }

  /** Answers what is typed until the session is over. */
  public static void run(PromptContext context, Console console) {
    NoLogging.begin();
    try (Terminal terminal = TerminalBuilder.builder().system(true).provider("exec").graphemeCluster(false).build()) {
      new TerminalLoop(context, console, HistoryFile.find()).run(terminal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads some text as if it were typed, for nobody, so that the next start finds ready what that takes. */
  public static void rehearse(PromptContext context, String text) {
    var typed = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try (Terminal terminal = TerminalBuilder.builder().system(false).type("xterm-256color").provider("exec")
        .streams(typed, OutputStream.nullOutputStream()).build()) {
      var console = new Console(context.words(), context.words(), true, true);
      new TerminalLoop(context, console, Optional.empty()).run(terminal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(Terminal terminal) {
    LineReader reader = reader(terminal);
    terminal.handle(Terminal.Signal.INT, signal -> context.session().stop());
    boolean end = false;
    while (!end) {
      try {
        String entry = reader.readLine(PROMPT);
        context.session().fit(terminal.getWidth() > 0 ? OptionalInt.of(terminal.getWidth()) : OptionalInt.empty());
        end = answer(entry);
      } catch (UserInterruptException cancelled) {
        terminal.puts(InfoCmp.Capability.clr_eos); // a list of proposals may stand below
        terminal.flush();
        end = false;
      } catch (EndOfFileException over) {
        end = true;
      }
    }
  }

  private LineReader reader(Terminal terminal) {
    var builder = LineReaderBuilder.builder().terminal(terminal).appName("nn")
        .parser(new EntryParser())
        .completer(new NameCompleter(() -> context.session()))
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION)
        .variable(LineReader.INDENTATION, 0)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.HISTORY_REDUCE_BLANKS, false)
        .option(LineReader.Option.ERASE_LINE_ON_FINISH, false);
    if (console.colors()) {
      builder.highlighter(new EntryHighlighter());
    } else {
      Stream.of(LineReader.COMPLETION_STYLE_STARTING, LineReader.COMPLETION_STYLE_DESCRIPTION,
          LineReader.COMPLETION_STYLE_LIST_STARTING, LineReader.COMPLETION_STYLE_LIST_DESCRIPTION)
          .forEach(style -> builder.variable(style, "default"));
    }
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    return builder.build();
  }

  /** Whether the session is over. */
  private boolean answer(String entry) {
    Response response = evaluate(entry);
    PrintResponse.print(response, console);
    return response.end();
  }

  /** Evaluates on a thread of its own, so that Ctrl-C is heard meanwhile, and what doesn't hear it can be left alone. */
  private Response evaluate(String entry) {
    Session session = context.session();
    session.go();
    var answer = new PendingAnswer(() -> Dialogue.answer(context, entry));
    answer.start();
    while (!answer.await(100)) {
      if (session.isStopped() && !answer.await(PATIENCE)) {
        context = context.with(session.fork());
        return Response.note("stopped; nothing has changed");
      }
    }
    return answer.response();
  }
}
