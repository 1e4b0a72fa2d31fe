package adjoint.runtime.text;

import java.nio.file.InvalidPathException;

/** Why some text can't be the name of a file. */
public final class FileNames {

  private FileNames() {}

  /** The reason in words. In the locale `C`, as containers have it, Java can't say letters outside ASCII to the system. */
  public static String why(InvalidPathException e) {
    boolean unmappable = e.getReason().contains("unmappable");
    return unmappable
        ? "it has letters that the locale of this process doesn't know; set LC_ALL=C.UTF-8"
        : e.getReason();
  }
}
