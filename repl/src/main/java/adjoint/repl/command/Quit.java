package adjoint.repl.command;

import adjoint.repl.session.Response;

/** `:quit`. */
final class Quit {

  private Quit() {}

  static Response answer(PromptContext context, String argument) {
    return Response.END;
  }
}
