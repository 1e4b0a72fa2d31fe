package adjoint.compiler.emit.contraction;

import java.util.concurrent.atomic.AtomicInteger;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes a generated class use vectors of a width, whatever the machine prefers, and count its vector tiles. */
public final class Widths {

  private static final AtomicInteger TILES = new AtomicInteger();

  private Widths() {}

  /** Generated code calls this at the entry of each vector tile. */
  public static void tile() {
    TILES.incrementAndGet();
  }

  static int tiles() {
    return TILES.get();
  }

  static byte[] force(byte[] bytes, int bits) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
          String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        return new Narrowed(method, bits, name.startsWith("tile"));
      }
    }, 0);
    return writer.toByteArray();
  }

  private static final class Narrowed extends MethodVisitor {

    private final int bits;
    private final boolean counted;

    Narrowed(MethodVisitor to, int bits, boolean counted) {
      super(Opcodes.ASM9, to);
      this.bits = bits;
      this.counted = counted;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      if (counted) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, Widths.class.getName().replace('.', '/'), "tile", "()V", false);
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      super.visitFieldInsn(opcode, owner, name.equals("SPECIES_PREFERRED") ? "SPECIES_" + bits : name, descriptor);
    }
  }
}
