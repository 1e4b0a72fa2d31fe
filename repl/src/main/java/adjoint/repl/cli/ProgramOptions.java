package adjoint.repl.cli;

import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.Rejected;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.repl.problem.MissingFile;
import adjoint.runtime.command.OptionTexts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which program, what of it is set from outside, and what the compiler makes of it. */
final class ProgramOptions {

  @Parameters(index = "0", paramLabel = "FILE", description = "A .nn file.")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Give a constant of the file another value; can be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--data",
      paramLabel = "NAME=PATH",
      description = OptionTexts.DATA)
  private Map<String, String> data = new LinkedHashMap<>();

  /** Files elsewhere, by the names of the program's. */
  Map<String, String> data() {
    return data;
  }

  Path file() {
    return file;
  }

  /** Another file, whose constants and data are its own. */
  static ProgramOptions of(Path file) {
    var program = new ProgramOptions();
    program.file = file;
    return program;
  }

  /** Whether something is set from outside. */
  boolean areSet() {
    return !settings.isEmpty() || !data.isEmpty();
  }

  /** Everything that is known about the file, its problems included. */
  Compiler.Checked check() {
    return Network.check(source(), file, settings, false, Network.facts(file, data, Map.of()));
  }

  /**
   * The file as graphs.
   *
   * @throws Rejected where it has problems
   */
  Lowered lower() {
    return network(false).lowered();
  }

  /**
   * The file, checked.
   *
   * @param watch whether its training step gives norms
   * @throws Rejected where it has problems
   */
  Network network(boolean watch) {
    return network(watch, Map.of());
  }

  /**
   * The file, checked.
   *
   * @param sizes of dims that weights were trained with
   */
  Network network(boolean watch, Map<String, Long> sizes) {
    return Network.of(source(), file, settings, watch, Network.facts(file, data, sizes));
  }

  /** The file as graphs, at the sizes that weights were trained with. */
  Lowered lower(WeightOptions weights) {
    return network(false, sizes(weights::sizes)).lowered();
  }

  /** What weights say about sizes, asked by the name of the runs; not at all where no file says any. */
  Map<String, Long> sizes(Function<String, Map<String, Long>> weights) {
    return Network.counting(source()).map(weights).orElse(Map.of());
  }

  private Source source() {
    return SourceFiles.read(file).orElseThrow(() -> MissingFile.of(file));
  }
}
