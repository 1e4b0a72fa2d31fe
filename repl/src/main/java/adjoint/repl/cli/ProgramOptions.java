package adjoint.repl.cli;

import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.Rejected;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.repl.problem.MissingFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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

  Path file() {
    return file;
  }

  /** Everything that is known about the file, its problems included. */
  Compiler.Checked check() {
    return Network.check(source(), file, settings, false);
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
    return Network.of(source(), file, settings, watch);
  }

  private Source source() {
    return SourceFiles.read(file).orElseThrow(() -> MissingFile.of(file));
  }
}
