package adjoint.runtime.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/**
 * Standard error. Java itself warns there about the incubating Vector API, so that what starts us may send descriptor 2 away
 * and hand us another one, named by `adjoint.stderr`.
 */
public final class StandardError {

  private StandardError() {}

  /** The stream; where Java doesn't let us have the other descriptor, the plain one. */
  public static FileOutputStream open() {
    Integer number = Integer.getInteger("adjoint.stderr");
    if (number == null) {
      return new FileOutputStream(FileDescriptor.err);
    }
    try {
      var numbered = FileDescriptor.class.getDeclaredConstructor(int.class);
      numbered.setAccessible(true);
      return new FileOutputStream(numbered.newInstance(number));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return new FileOutputStream(FileDescriptor.err);
    }
  }
}
