package adjoint.repl;

import picocli.CommandLine.Command;

/** `nn` without a command: says what there is. */
@Command(
    name = "nn",
    description = "Adjoint: networks written as mathematics, compiled and trained.",
    synopsisSubcommandLabel = "COMMAND",
    version = "Adjoint 0.1.0",
    mixinStandardHelpOptions = true,
    commandListHeading = "%nCommands:%n",
    footer = {"", "nn COMMAND --help says more about one of them."})
final class Nn {}
