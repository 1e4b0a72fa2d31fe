package adjoint.repl.command;

import adjoint.repl.session.Response;

/** `:quit`. */
final class Quit {

  private Quit() {}

  static Response answer(Desk desk, String argument) {
    return Response.END;
  }
}
