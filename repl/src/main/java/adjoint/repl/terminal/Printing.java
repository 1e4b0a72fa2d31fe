package adjoint.repl.terminal;

import adjoint.compiler.diagnostic.Render;
import adjoint.repl.Console;
import adjoint.repl.session.Piece;
import adjoint.repl.session.Response;
import java.io.PrintStream;

/** Answers as a console shows them. */
public final class Printing {

  private Printing() {}

  public static void print(Response response, Console console) {
    response.pieces().forEach(piece -> print(piece, console));
  }

  private static void print(Piece piece, Console console) {
    switch (piece) {
      case Piece.Text text -> console.out().println(text.words());
      case Piece.Note note -> console.out().println(console.paint("2", note.words()));
      case Piece.Problems found -> print(console.err(), Render.render(found.problems(), console.colors()));
      case Piece.Failure failure ->
        console.complain(failure.code(), failure.message(), failure.lines().toArray(String[]::new));
    }
  }

  private static void print(PrintStream stream, String text) {
    stream.print(text);
    stream.flush();
  }
}
