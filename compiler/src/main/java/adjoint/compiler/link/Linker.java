package adjoint.compiler.link;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Signature;
import java.lang.reflect.InvocationTargetException;

/** Bytes of a generated class → an object, in a class loader of its own that is collected with it. */
public final class Linker {

  private Linker() {}

  /** An instance of a class with a constructor that takes the signature. */
  public static CompiledFunction link(String internalName, byte[] bytes, Signature signature) {
    Class<?> type = new OneClassLoader(Linker.class.getClassLoader()).define(internalName.replace('/', '.'), bytes);
    try {
      return (CompiledFunction) type.getConstructor(Signature.class).newInstance(signature);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the generated class " + internalName + " can't be made", e);
    }
  }

  private static final class OneClassLoader extends ClassLoader {

    OneClassLoader(ClassLoader parent) {
      super("generated", parent);
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
