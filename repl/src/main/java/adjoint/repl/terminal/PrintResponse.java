package adjoint.repl.terminal;

import adjoint.compiler.diagnostic.Render;
import adjoint.repl.report.Console;
import adjoint.repl.session.Response;
import adjoint.repl.session.ResponsePart;
import java.io.PrintStream;

/** Answers as a console shows them. */
public final class PrintResponse {

  private PrintResponse() {}

  public static void print(Response response, Console console) {
    response.parts().forEach(part -> print(part, console));
  }

  private static void print(ResponsePart part, Console console) {
    switch (part) {
      case ResponsePart.Text text -> console.out().println(text.words());
      case ResponsePart.Note note -> console.out().println(console.paint("2", note.words()));
      case ResponsePart.Problems found -> print(console.err(), Render.render(found.problems(), console.colors()));
      case ResponsePart.Failure failure -> console.complain(failure.complaint());
    }
  }

  private static void print(PrintStream stream, String text) {
    stream.print(text);
    stream.flush();
  }
}
