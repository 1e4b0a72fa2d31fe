package adjoint.repl.cli;

import picocli.CommandLine.Command;

/** `nn` without a command: says what there is. */
@Command(
    name = "nn",
    description = "Adjoint: networks written as mathematics, compiled and trained.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = VersionText.class,
    mixinStandardHelpOptions = true,
    commandListHeading = "%nCommands:%n",
    footer = {"", "nn COMMAND --help says more about one of them."})
final class NnCommand {}
