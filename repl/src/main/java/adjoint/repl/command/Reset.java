package adjoint.repl.command;

import adjoint.repl.session.Response;

/** `:reset`. */
final class Reset {

  private Reset() {}

  static Response answer(PromptContext context, String argument) {
    context.session().reset();
    return Response.note("everything is forgotten");
  }
}
