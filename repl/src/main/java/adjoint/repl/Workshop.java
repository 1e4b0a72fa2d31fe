package adjoint.repl;

import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.Rejected;
import adjoint.compiler.lower.program.Lowered;

/** From what the command line names to what the compiler makes of it. */
final class Workshop {

  private Workshop() {}

  /**
   * A file as graphs.
   *
   * @throws Rejected where it has problems
   */
  static Lowered lower(ProgramOptions options) {
    return network(options, false).lowered();
  }

  static Compiler.Checked check(ProgramOptions options) {
    return Network.check(Sources.named(options.file()), options.file(), options.settings(), false);
  }

  /**
   * A file ready to train.
   *
   * @param watch whether its training step gives norms
   */
  static Network.Trainable trainable(ProgramOptions options, boolean watch) {
    return network(options, watch).trainable();
  }

  private static Network network(ProgramOptions options, boolean watch) {
    return Network.of(Sources.named(options.file()), options.file(), options.settings(), watch);
  }
}
