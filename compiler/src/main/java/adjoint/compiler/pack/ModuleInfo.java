package adjoint.compiler.pack;

import java.util.Collection;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/** The class file `module-info.class` of a model's jar. */
final class ModuleInfo {

  /** Without the jar asking for it, Java doesn't load the Vector API. */
  private static final String VECTORS = "jdk.incubator.vector";

  /** Only who predicts from images needs it, so that an image made by jlink does without. */
  private static final String IMAGES = "java.desktop";

  private ModuleInfo() {}

  static byte[] of(String module, String exported, String mainClass, Collection<String> packages) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
    ModuleVisitor code = writer.visitModule(module, 0, null);
    code.visitMainClass(mainClass);
    packages.forEach(code::visitPackage);
    code.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
    code.visitRequire(VECTORS, 0, null);
    code.visitRequire(IMAGES, Opcodes.ACC_STATIC_PHASE, null);
    code.visitExport(exported, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
