package adjoint.repl.cli;

import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.exchange.Correspondences;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How weights are carried between Adjoint and other programs, and how much is told of it. */
final class ExchangeOptions {

  @Option(names = {"-o", "--out"}, paramLabel = "OUT", required = true, description = "The file to write.")
  private Path out = Path.of("");

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "Lines on what is called what, such as linear1.* = fc1.* (ours = theirs).")
  private Optional<Path> map = Optional.empty();

  @Option(names = "--force", description = "Write over OUT if it is there.")
  private boolean force;

  @Mixin
  private QuietOption quiet = new QuietOption();

  @Option(names = "--json", description = "Print what was done as a JSON object.")
  private boolean json;

  /** Where to write: under one of the endings, and not over anything. */
  Path out(String... endings) {
    if (Stream.of(endings).noneMatch(out.toString()::endsWith)) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "a name for OUT ends in " + String.join(" or ", endings) + ", not "
          + out.getFileName(), Optional.empty());
    }
    if (!force && Files.exists(out)) {
      throw UserProblem.of(RuntimeProblem.OUTPUT_DIRECTORY, out + " is there already")
          .hint("write elsewhere, or over it with --force");
    }
    return out;
  }

  Optional<Correspondences.Written> map() {
    return map.map(ExchangeOptions::read);
  }

  private static Correspondences.Written read(Path file) {
    try {
      return new Correspondences.Written(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailure(CliProblem.NO_SUCH_FILE, Files.exists(file)
          ? file + " can't be read"
          : "there is no file " + file, Optional.empty());
    }
  }

  /** Of a program, and its weights in a file beside it. */
  void tell(Console console, Path from, Path to, int tensors, Path weights) {
    if (json) {
      console.out()
          .println(new Json.Members(Map.of("from", new Json.Text(from.toString()), "to", new Json.Text(to.toString()),
              "weights", new Json.Text(weights.toString()), "tensors", Json.number((long) tensors))).write());
    } else if (!quiet.isQuiet()) {
      console.out().println(from + " → " + to + ", " + weights + ": " + Words.count(tensors, "tensor"));
    }
  }

  void tell(Console console, Path from, Path to, int tensors, List<String> leftOut) {
    if (json) {
      Map<String, Json> members = new LinkedHashMap<>();
      members.put("from", new Json.Text(from.toString()));
      members.put("to", new Json.Text(to.toString()));
      members.put("tensors", Json.number((long) tensors));
      members.put("left_out", new Json.Array(leftOut.stream().map(name -> (Json) new Json.Text(name)).toList()));
      console.out().println(new Json.Members(members).write());
    } else if (!quiet.isQuiet()) {
      console.out().println(from + " → " + to + ": " + Words.count(tensors, "tensor")
          + (leftOut.isEmpty() ? "" : "; left out: " + Words.some(leftOut)));
    }
  }
}
