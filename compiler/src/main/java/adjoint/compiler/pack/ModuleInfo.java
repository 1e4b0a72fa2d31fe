package adjoint.compiler.pack;

import java.util.Collection;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/** The class file `module-info.class` of a model's jar. */
final class ModuleInfo {

  /**
   * Modules of the JDK that the jar asks for: without it asking, Java doesn't load the Vector API, and a module path has none of
   * the others.
   */
  private static final List<String> NEEDED = List.of("jdk.incubator.vector", "jdk.httpserver", "java.desktop");

  private ModuleInfo() {}

  static byte[] of(String module, String exported, String mainClass, Collection<String> packages) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
    ModuleVisitor code = writer.visitModule(module, 0, null);
    code.visitMainClass(mainClass);
    packages.forEach(code::visitPackage);
    code.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
    NEEDED.forEach(each -> code.visitRequire(each, 0, null));
    code.visitExport(exported, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
