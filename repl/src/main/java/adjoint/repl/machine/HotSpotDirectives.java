package adjoint.repl.machine;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/**
 * Tells HotSpot how to compile kernels, by the file that `adjoint.directives` names, as `jcmd` would from outside. Java's option
 * for such a file prints a line on standard output, and the public way, by management beans, takes 0.2 s instead of 10 ms.
 * Going without is slower, not wrong.
 */
public final class HotSpotDirectives {

  private static final String FILE = "adjoint.directives";

  private HotSpotDirectives() {}

  /** Beside the start, which needs none of it. */
  public static void begin() {
    if (System.getProperty(FILE) != null) {
      Thread thread = new Thread(HotSpotDirectives::apply, "adjoint-directives");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Whether HotSpot has taken them. */
  public static boolean apply() {
    String file = System.getProperty(FILE);
    return file != null && command("Compiler.directives_add \"" + file + "\"").contains("directives added");
  }

  private static String command(String words) {
    try {
      Method machine = Class.forName("sun.management.ManagementFactoryHelper").getDeclaredMethod("getVMManagement");
      machine.setAccessible(true);
      Class.forName("com.sun.management.internal.PlatformMBeanProviderImpl"); // loads the native part
      Class<?> commands = Class.forName("com.sun.management.internal.DiagnosticCommandImpl");
      Constructor<?> constructor = commands.getDeclaredConstructor(Class.forName("sun.management.VMManagement"));
      constructor.setAccessible(true);
      Method execute = commands.getDeclaredMethod("executeDiagnosticCommand", String.class);
      execute.setAccessible(true);
      return (String) execute.invoke(constructor.newInstance(machine.invoke(null)), words);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return e.toString(); // another Java's insides
    }
  }
}
