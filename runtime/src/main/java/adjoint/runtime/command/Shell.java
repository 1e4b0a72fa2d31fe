package adjoint.runtime.command;

import adjoint.runtime.CliProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.model.Parts;
import adjoint.runtime.model.Weights;
import adjoint.runtime.program.VectorModule;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the commands of a model's jar. Its words and exit codes are those of `nn`: 0 when all went well, 1 when data or weights
 * are wrong, 2 when the command line is.
 *
 * @param parts what the jar holds
 * @param name that commands are called by in messages
 */
public record Shell(Parts parts, String name, PrintStream out, PrintStream err) implements Consumer<String> {

  private static final int OK = 0;
  private static final int WRONG = 1;
  private static final int USAGE = 2;

  /** How a command is made from its name; empty where there is none. */
  @FunctionalInterface
  public interface Commands {
    Optional<Command> named(String name);
  }

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param names of all commands, in the order in which help lists them
   */
  public static void main(Parts parts, String name, List<String> names, Commands commands, String[] words) {
    PrintStream out = new PrintStream(new Output(), false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int exit = new Shell(parts, name, out, err).run(names, commands, words);
    Runtime.getRuntime().halt(exit);
  }

  int run(List<String> names, Commands commands, String... words) {
    int exit = execute(names, commands, words);
    out.flush();
    if (exit == OK && out.checkError()) {
      complain(CliProblem.OUTPUT_LOST.code(), "standard output can't be written",
          Optional.of("what it goes to may be full"));
      return WRONG;
    }
    return exit;
  }

  private int execute(List<String> names, Commands commands, String... words) {
    try {
      return obey(names, commands, words);
    } catch (UsageProblem problem) {
      complain(problem.kind().code(), problem.getMessage(), problem.hint());
      return USAGE;
    } catch (UserProblem problem) {
      out.flush();
      complain(problem.code(), problem.getMessage(), problem.hint());
      return WRONG;
    } catch (OutOfMemoryError e) {
      complain(CliProblem.OUT_OF_MEMORY.code(), "Java ran out of memory", Optional.of("it may use "
          + Words.count(Runtime.getRuntime().maxMemory() >> 20) + " MiB; JDK_JAVA_OPTIONS=-Xmx4g gives it more"));
      return WRONG;
    } catch (IOException | RuntimeException | Error e) {
      complain(CliProblem.BUG.code(), "a bug in Adjoint: " + e, Optional.of("please report it"));
      return WRONG;
    }
  }

  private int obey(List<String> names, Commands commands, String... words) throws IOException {
    if (words.length == 0 || words[0].equals("--help") || words[0].equals("-h")) {
      help(names, commands);
      return words.length == 0 ? USAGE : OK;
    }
    Optional<Command> named = commands.named(words[0]);
    if (named.isEmpty()) {
      throw new UsageProblem(CliProblem.UNKNOWN_COMMAND, "unknown command " + words[0],
          Similar.nearest(words[0], names).map(n -> "did you mean " + n + "?"));
    }
    Command command = named.get();
    if (words.length > 1 && (words[1].equals("--help") || words[1].equals("-h"))) {
      help(words[0], command);
      return OK;
    }
    return command.run(Arguments.parse(words, 1, command), this);
  }

  private void complain(String code, String message, Optional<String> hint) {
    err.println("error[" + code + "]: " + message);
    hint.ifPresent(h -> err.println("  = help: " + h));
  }

  private void help(List<String> names, Commands commands) {
    out.println("Usage: " + name + " COMMAND\n\nCommands:");
    for (String each : names) {
      out.println("  " + Words.left(each, 9) + commands.named(each).orElseThrow().words());
    }
    out.println("\n" + name + " COMMAND --help says more about one of them.");
  }

  private void help(String word, Command command) {
    String parameter = command.parameter().isEmpty() ? "" : " " + command.parameter();
    out.println("Usage: " + name + " " + word + " [OPTIONS]" + parameter + "\n" + command.words() + "\n\nOptions:");
    for (Command.Option option : command.options()) {
      String value = option.value().isEmpty() ? "" : "=" + option.value();
      out.println("  " + Words.left(option.name() + value, 22) + option.words());
    }
  }

  /** The weights that an option names, else those of the jar. */
  Weights weights(Arguments arguments) {
    Optional<Path> other = arguments.path("--weights");
    return other.isPresent() ? Weights.of(parts.description(), other.get()) : Weights.of(parts);
  }

  /** Says in one line that code is scalar, where it is, and how to get vectors. */
  void noteScalar() {
    if (!VectorModule.isAvailable() && !VectorModule.isSwitchedOff()) {
      err.println(
          "note: scalar code runs, since this Java gives us no Vector API; java -jar " + jar() + " asks for it");
    }
  }

  /** What this jar's file is called. */
  private String jar() {
    String path = System.getProperty("java.class.path");
    boolean alone = path.endsWith(".jar") && !path.contains(File.pathSeparator);
    return alone ? Path.of(path).getFileName().toString() : name + ".jar";
  }

  /** Says a line that isn't a result. */
  @Override
  public void accept(String line) {
    err.println("note: " + line);
  }

  /** Takes lines about results that may be wrong. */
  Consumer<String> warnings() {
    return new Warnings(err);
  }

  private record Warnings(PrintStream err) implements Consumer<String> {
    @Override
    public void accept(String line) {
      err.println("warning: " + line);
    }
  }

  /** Standard output. Who reads it may stop early, as `head` does: what follows is for nobody then, and no failure. */
  private static final class Output extends OutputStream {
    private final FileOutputStream file = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int one) throws IOException {
      write(new byte[]{(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int count) throws IOException {
      try {
        file.write(bytes, start, count);
      } catch (IOException e) {
        if (!"Broken pipe".equals(e.getMessage())) {
          throw e;
        }
      }
    }
  }
}
