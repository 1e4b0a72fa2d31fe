package adjoint.compiler.link;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Signature;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** Bytes of generated classes → an object, in a class loader of its own that is collected with it. */
public final class Linker {

  private Linker() {}

  /**
   * An instance of a class with a constructor that takes the signature.
   *
   * @param classes its bytes and those of all that it uses, by internal names
   */
  public static CompiledFunction link(String internalName, Map<String, byte[]> classes, Signature signature) {
    try {
      Class<?> type =
          new GeneratedLoader(Linker.class.getClassLoader(), classes).loadClass(internalName.replace('/', '.'));
      return (CompiledFunction) type.getConstructor(Signature.class).newInstance(signature);
    } catch (ClassNotFoundException | NoSuchMethodException | InstantiationException | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("the generated class " + internalName + " can't be made", e);
    }
  }

  private static final class GeneratedLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    GeneratedLoader(ClassLoader parent, Map<String, byte[]> classes) {
      super("generated", parent);
      this.classes = classes;
    }

    /** Its own before the parent's, which may have classes of these names: those of a packed model. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      byte[] bytes = classes.get(name.replace('.', '/'));
      if (bytes == null) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : defineClass(name, bytes, 0, bytes.length);
      }
    }
  }
}
