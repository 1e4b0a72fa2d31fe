package adjoint.repl.problem;

import java.util.Arrays;

/** Names the part of Adjoint in which something broke, so that a report starts at the right place. */
public final class BlamedPackage {

  private static final String HOUSE = "adjoint.";

  private BlamedPackage() {}

  /** The package of the innermost frame that is ours: `compiler.lower`, `runtime.data`. */
  public static String of(Throwable broken) {
    return Arrays.stream(broken.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith(HOUSE))
        .findFirst()
        .map(name -> name.substring(HOUSE.length(), name.lastIndexOf('.')))
        .orElse("something");
  }
}
