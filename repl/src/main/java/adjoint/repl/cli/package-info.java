/**
 * The commands of `nn`. Begin at {@link adjoint.repl.cli.CliCommands}, which lists them, and at
 * {@link adjoint.repl.cli.CommandRunner}, which runs the one that was asked for. Each is a class, its options are fields that
 * picocli fills. What several commands take stands once: the program ({@link adjoint.repl.cli.ProgramOptions}), its weights
 * ({@link adjoint.repl.cli.WeightOptions}), the run over its data ({@link adjoint.repl.cli.RunOptions}).
 * {@link adjoint.repl.cli.FailureReport} tells what went wrong.
 */
package adjoint.repl.cli;
