package adjoint.repl.cli;

import static adjoint.repl.cli.StartKind.KERNEL;
import static adjoint.repl.cli.StartKind.TOOL;

import java.util.List;
import java.util.function.Supplier;

/** All commands of `nn`, in the order in which help lists them. */
final class CliCommands {

  /**
   * A command.
   *
   * @param name by which it is asked for
   * @param start how the launcher starts it, which has a list of its own: a test holds the two together
   */
  record Row(String name, StartKind start, Supplier<CliCommand> make) {}

  static final List<Row> ALL = List.of(
      new Row("repl", KERNEL, ReplCommand::new),
      new Row("check", TOOL, CheckCommand::new),
      new Row("train", KERNEL, TrainCommand::new),
      new Row("evaluate", KERNEL, EvaluateCommand::new),
      new Row("predict", KERNEL, PredictCommand::new),
      new Row("generate", KERNEL, GenerateCommand::new),
      new Row("build", TOOL, BuildCommand::new),
      new Row("import", TOOL, ImportCommand::new),
      new Row("export", TOOL, ExportCommand::new),
      new Row("test", KERNEL, TestCommand::new),
      new Row("grad", TOOL, GradCommand::new),
      new Row("dump", TOOL, DumpCommand::new),
      new Row("summary", TOOL, SummaryCommand::new),
      new Row("profile", KERNEL, ProfileCommand::new),
      new Row("completion", TOOL, CompletionCommand::new),
      new Row("explain", TOOL, ExplainCommand::new),
      new Row("doctor", KERNEL, DoctorCommand::new));

  private CliCommands() {}
}
