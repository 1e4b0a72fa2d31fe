package adjoint.compiler.emit.contraction;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes a generated class use vectors of a width, whatever the machine prefers. */
final class Widths {

  private Widths() {}

  static byte[] force(byte[] bytes, int bits) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        return new Narrowed(super.visitMethod(access, name, descriptor, signature, exceptions), bits);
      }
    }, 0);
    return writer.toByteArray();
  }

  private static final class Narrowed extends MethodVisitor {

    private final int bits;

    Narrowed(MethodVisitor to, int bits) {
      super(Opcodes.ASM9, to);
      this.bits = bits;
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      super.visitFieldInsn(opcode, owner, name.equals("SPECIES_PREFERRED") ? "SPECIES_" + bits : name, descriptor);
    }
  }
}
