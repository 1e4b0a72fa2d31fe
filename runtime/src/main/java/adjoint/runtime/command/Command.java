package adjoint.runtime.command;

import java.io.IOException;
import java.util.List;

/** One command of a model's jar. */
public interface Command {

  /**
   * An option.
   *
   * @param value what stands for its value in the help; empty where it takes none
   */
  record Option(String name, String value, String words) {}

  /** What it takes besides options, such as `[INPUT]`; empty for nothing. */
  String parameter();

  /** What it does. */
  String words();

  List<Option> options();

  /** Does it, and says the exit code. */
  int run(Arguments arguments, Shell shell) throws IOException;
}
