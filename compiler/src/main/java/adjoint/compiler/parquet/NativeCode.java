package adjoint.compiler.parquet;

import adjoint.runtime.program.VectorModule;

/**
 * What unpacks snappy is native code, of which Java warns unless it was started with `--enable-native-access`; with that it couldn't
 * use what its cache knows of modules. The export that {@link VectorModule} needs lets us allow it later, too.
 */
final class NativeCode {

  private static final String MODULES = "jdk.internal.module.Modules";

  private NativeCode() {}

  /** Keeps Java from warning, where it was started as `nn` starts it. */
  static void allow() {
    try {
      Class.forName(MODULES).getMethod("addEnableNativeAccessToAllUnnamed").invoke(null);
    } catch (ReflectiveOperationException _) {
      // then Java warns, and goes on
    }
  }
}
