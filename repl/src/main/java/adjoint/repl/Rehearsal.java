package adjoint.repl;

import java.io.OutputStream;
import java.io.PrintStream;

/** Runs commands for nobody, so that the Java that records it can start the next one faster. */
public final class Rehearsal {

  private Rehearsal() {}

  /** Rehearses the commands of one kind: `tool` or `kernel`, as the launcher calls them. */
  public static void main(String[] kind) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    var console = new Console(nowhere, nowhere, true, false);
    switch (kind[0]) {
      case "kernel" -> Main.run(console, "doctor");
      default -> Main.run(console, "explain", "NN0204");
    }
  }
}
