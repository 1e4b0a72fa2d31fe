package adjoint.compiler.emit.jvm;

import adjoint.compiler.emit.Mode;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A class that is being generated: collects the static methods of kernels. In vector mode it has the two species as
 * `static final` fields, so that one class file serves every width and HotSpot sees constants.
 */
public final class KernelClass {

  public static final String FRAME = "adjoint/runtime/program/Frame";
  public static final String FRAME_DESCRIPTOR = "L" + FRAME + ";";
  public static final String SPECIES_DESCRIPTOR = "Ljdk/incubator/vector/VectorSpecies;";
  /** The field of the floats' species. */
  public static final String FLOATS = "FLOATS";
  /** The field of the ints' species, with as many lanes. */
  public static final String INTS = "INTS";
  public static final String SHUFFLE_DESCRIPTOR = "Ljdk/incubator/vector/VectorShuffle;";
  /** How the fields of shuffles are named that bring the lane that is this far behind: `APART8`. */
  public static final String APART = "APART";
  /** How the fields of shuffles are named that take lanes of two vectors by turns: `ZIP0` those of the first halves. */
  public static final String ZIP = "ZIP";

  private final String name;
  private final ClassWriter writer = new FrameComputingWriter();
  private final String width;

  /**
   * @param name the internal name: `adjoint/generated/Digits$step`
   * @param source the file that stack traces name, such as `digits.nn`
   * @param superName internal name of the class that it extends
   * @param interfaces internal names
   */
  public KernelClass(String name, Mode mode, String source, String superName, String... interfaces) {
    this("PREFERRED", name, mode, source, superName, interfaces);
  }

  /** With vectors of 128, 256 or 512 bits whatever the machine prefers. */
  public static KernelClass ofWidth(int bits, String name, String source, String superName, String... interfaces) {
    return new KernelClass(Integer.toString(bits), name, Mode.VECTOR, source, superName, interfaces);
  }

  private KernelClass(String width, String name, Mode mode, String source, String superName, String... interfaces) {
    this.width = width;
    this.name = name;
    int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER;
    writer.visit(Opcodes.V17, access, name, null, superName, interfaces);
    writer.visitSource(source, null);
    if (mode == Mode.VECTOR) {
      species();
    }
  }

  /** Its internal name, the owner of its methods and fields. */
  public String name() {
    return name;
  }

  /** A static method; the caller visits code, maxs (any numbers; they are computed) and end. */
  public MethodVisitor method(String method, String descriptor) {
    return member(Opcodes.ACC_STATIC, method, descriptor);
  }

  public void field(int access, String field, String descriptor) {
    writer.visitField(access, field, descriptor, null, null).visitEnd();
  }

  public MethodVisitor member(int access, String method, String descriptor) {
    return writer.visitMethod(access, method, descriptor, null, null);
  }

  public byte[] bytes() {
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void species() {
    int access = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    writer.visitField(access, FLOATS, SPECIES_DESCRIPTOR, null, null).visitEnd();
    writer.visitField(access, INTS, SPECIES_DESCRIPTOR, null, null).visitEnd();
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    species(code, "jdk/incubator/vector/FloatVector", FLOATS);
    species(code, "jdk/incubator/vector/IntVector", INTS);
    List.of(8, 4, 2, 1).forEach(lanes -> behind(code, lanes));
    List.of(0, 1).forEach(half -> zip(code, half));
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void species(MethodVisitor code, String owner, String field) {
    code.visitFieldInsn(Opcodes.GETSTATIC, owner, "SPECIES_" + width, SPECIES_DESCRIPTOR);
    code.visitFieldInsn(Opcodes.PUTSTATIC, name, field, SPECIES_DESCRIPTOR);
  }

  private void behind(MethodVisitor code, int lanes) {
    code.visitFieldInsn(Opcodes.GETSTATIC, name, FLOATS, SPECIES_DESCRIPTOR);
    code.visitIntInsn(Opcodes.BIPUSH, lanes);
    code.visitInsn(Opcodes.ICONST_1);
    code.visitInsn(Opcodes.ICONST_1);
    shuffle(code, APART + lanes, "iota", "IIZ");
  }

  private void zip(MethodVisitor code, int half) {
    code.visitFieldInsn(Opcodes.GETSTATIC, name, FLOATS, SPECIES_DESCRIPTOR);
    code.visitIntInsn(Opcodes.BIPUSH, half);
    shuffle(code, ZIP + half, "makeZip", "I");
  }

  /** A field with what a static method of shuffles makes of the species and more arguments. */
  private void shuffle(MethodVisitor code, String field, String maker, String arguments) {
    writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, field, SHUFFLE_DESCRIPTOR, null, null).visitEnd();
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "jdk/incubator/vector/VectorShuffle", maker,
        "(" + SPECIES_DESCRIPTOR + arguments + ")" + SHUFFLE_DESCRIPTOR, false);
    code.visitFieldInsn(Opcodes.PUTSTATIC, name, field, SHUFFLE_DESCRIPTOR);
  }

  /** Computes frames without loading the classes that the code mentions: unlike reference types meet in Object. */
  private static final class FrameComputingWriter extends ClassWriter {

    FrameComputingWriter() {
      super(COMPUTE_FRAMES | COMPUTE_MAXS);
    }

    @Override
    protected String getCommonSuperClass(String first, String second) {
      return first.equals(second) ? first : "java/lang/Object";
    }
  }
}
