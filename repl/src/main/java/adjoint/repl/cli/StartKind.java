package adjoint.repl.cli;

/** How Java is started for a command. The launcher chooses by the command's name, when there is no Java to ask yet. */
public enum StartKind {
  /** For what runs no kernels: up at once. */
  TOOL,
  /** For what runs kernels: with vectors, and with HotSpot told how to compile them. */
  KERNEL
}
