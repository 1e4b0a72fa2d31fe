package adjoint.repl.command;

import adjoint.repl.session.Response;

/** `:reset`. */
final class Reset {

  private Reset() {}

  static Response answer(PromptContext desk, String argument) {
    desk.session().reset();
    return Response.note("everything is forgotten");
  }
}
