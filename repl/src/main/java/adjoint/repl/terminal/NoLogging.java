package adjoint.repl.terminal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.logging.LogManager;

/**
 * Lets nothing be logged. JLine logs a stack trace where it doesn't know a terminal's type or can't write the history, and
 * goes on all the same. Java makes an object of this class when something is first logged.
 */
public final class NoLogging {

  private static final String SETTING = "java.util.logging.config.class";

  public NoLogging() throws IOException {
    LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(new byte[0]));
  }

  static void begin() {
    System.setProperty(SETTING, NoLogging.class.getName());
  }
}
