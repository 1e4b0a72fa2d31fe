package adjoint.repl.command;

import adjoint.repl.session.Response;

/** `:undo`: takes the last entry back that declared, bound or changed something. Files that were written stay. */
final class Undo {

  private Undo() {}

  static Response answer(PromptContext context, String argument) {
    return context.session().undo().map(entry -> Response.note("undone: " + entry.strip()))
        .orElseGet(() -> Response.note("there is nothing to undo"));
  }
}
