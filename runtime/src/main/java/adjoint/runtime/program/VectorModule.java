package adjoint.runtime.program;

/**
 * The module of the Vector API, which Java resolves at start for programs that ask for it, and not for `java -jar`. The JDK
 * can load modules of its own later, too, as it does when an agent comes; that takes one export of `java.base`, which the
 * manifest of a jar may ask for.
 */
public final class VectorModule {

  private static final String NAME = "jdk.incubator.vector";
  private static final String PROBE = NAME + ".FloatVector";
  private static final String LOADER_PACKAGE = "jdk.internal.module";
  private static final String LOADER = LOADER_PACKAGE + ".Modules";

  /** What has to be exported to us so that we can load it, as a manifest's `Add-Exports` takes it. */
  public static final String EXPORT = "java.base/" + LOADER_PACKAGE;

  private VectorModule() {}

  /** Loading is tried once. */
  private static final class Attempt {
    static final boolean LOADED = isResolved() || loads();
  }

  /**
   * Whether {@link #load} can be expected to find it: a question that loads nothing. Where we may load it, its classes aren't asked
   * for: another thread may just be doing so, and until then they lack what the JDK exports to them.
   */
  public static boolean isAvailable() {
    return !isSwitchedOff()
        && (Object.class.getModule().isExported(LOADER_PACKAGE, VectorModule.class.getModule()) || isResolved());
  }

  /** Whether Java was started with `-Dadjoint.vectors=off`. */
  public static boolean isSwitchedOff() {
    return "off".equals(System.getProperty("adjoint.vectors"));
  }

  /** Makes the Vector API's classes known to all class loaders; false where this Java doesn't have them for us. */
  public static boolean load() {
    return isAvailable() && Attempt.LOADED;
  }

  /**
   * As {@link #load}, for code that can't do without.
   *
   * @throws NoClassDefFoundError where this Java doesn't have them for us
   */
  public static void require() {
    if (!load()) {
      throw new NoClassDefFoundError("there is no module " + NAME);
    }
  }

  private static boolean isResolved() {
    try { // rather than by asking for the module, which costs a start of Java 10 ms
      Class.forName(PROBE, false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean loads() {
    try {
      Class.forName(LOADER).getMethod("loadModule", String.class).invoke(null, NAME);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
