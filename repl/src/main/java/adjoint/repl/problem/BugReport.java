package adjoint.repl.problem;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;

/** Keeps what a report of a bug needs in a file, since nobody else wants to see it. */
public final class BugReport {

  private BugReport() {}

  /** Writes the stack trace and the Java in use to a new temporary file and returns its name. */
  public static String keep(Throwable broken) {
    var trace = new StringWriter();
    broken.printStackTrace(new PrintWriter(trace));
    try {
      var file = Files.createTempFile("nn-bug-", ".txt");
      Files.writeString(file, "Java %s on %s %s%n%s".formatted(System.getProperty("java.runtime.version"),
          System.getProperty("os.name"), System.getProperty("os.arch"), trace));
      return file.toString();
    } catch (IOException e) {
      return "the output of nn doctor";
    }
  }
}
