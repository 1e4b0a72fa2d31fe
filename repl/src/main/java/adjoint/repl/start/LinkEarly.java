package adjoint.repl.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Replaces calls that Java would link at run time, each by spinning a class that no cache keeps, by calls of plain methods
 * added to the class: switches over types ({@link java.lang.runtime.SwitchBootstraps}), and equality and hashes of records
 * ({@link java.lang.runtime.ObjectMethods}). The added methods branch with the locals that they began with, so that each of
 * their stack maps is "the same".
 */
final class LinkEarly extends ClassVisitor {

  private static final String SWITCHES = "java/lang/runtime/SwitchBootstraps";
  private static final String RECORDS = "java/lang/runtime/ObjectMethods";

  /** How the hash of a primitive is found and two of them compared; whole numbers of 32 bits need no call. */
  private static final Map<Integer, String> BOXES = Map.of(
      Type.BOOLEAN, "java/lang/Boolean",
      Type.LONG, "java/lang/Long",
      Type.FLOAT, "java/lang/Float",
      Type.DOUBLE, "java/lang/Double");

  private final List<Runnable> added = new ArrayList<>();
  private String owner = "";
  private boolean isInterface;

  LinkEarly(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  @Override
  public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
    owner = name;
    isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
    super.visit(version, access, name, signature, parent, interfaces);
  }

  @Override
  public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
    return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
      @Override
      public void visitInvokeDynamicInsn(String call, String type, Handle bootstrap, Object... arguments) {
        if (bootstrap.getOwner().equals(SWITCHES) && Stream.of(arguments).allMatch(Type.class::isInstance)) {
          visitMethodInsn(Opcodes.INVOKESTATIC, owner, typeSwitch(type, arguments), type, isInterface);
        } else if (bootstrap.getOwner().equals(RECORDS) && call.equals("hashCode")) {
          visitMethodInsn(Opcodes.INVOKESTATIC, owner, hash(type, fields(arguments)), type, isInterface);
        } else if (bootstrap.getOwner().equals(RECORDS) && call.equals("equals")) {
          visitMethodInsn(Opcodes.INVOKESTATIC, owner, equality(type, fields(arguments)), type, isInterface);
        } else {
          super.visitInvokeDynamicInsn(call, type, bootstrap, arguments);
        }
      }
    };
  }

  @Override
  public void visitEnd() {
    added.forEach(Runnable::run);
    super.visitEnd();
  }

  private static List<Handle> fields(Object[] arguments) {
    return Stream.of(arguments).filter(Handle.class::isInstance).map(Handle.class::cast).toList();
  }

  private MethodVisitor method(String name, String type) {
    var code =
        super.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, name, type, null, null);
    code.visitCode();
    return code;
  }

  private static void end(MethodVisitor code) {
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private static void same(MethodVisitor code, Label label) {
    code.visitLabel(label);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
  }

  /** `int typeSwitch(Object value, int restart)`: -1 for null, the first label from `restart` on that fits, else their number. */
  private String typeSwitch(String type, Object[] labels) {
    var name = "typeSwitch$" + added.size();
    added.add(() -> {
      var code = method(name, type);
      var present = new Label();
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitJumpInsn(Opcodes.IFNONNULL, present);
      code.visitInsn(Opcodes.ICONST_M1);
      code.visitInsn(Opcodes.IRETURN);
      same(code, present);
      for (int i = 0; i < labels.length; i++) {
        label(code, i, (Type) labels[i]);
      }
      code.visitIntInsn(Opcodes.SIPUSH, labels.length);
      code.visitInsn(Opcodes.IRETURN);
      end(code);
    });
    return name;
  }

  /** `if (restart <= i && value instanceof Label) return i;`. */
  private static void label(MethodVisitor code, int i, Type label) {
    var next = new Label();
    code.visitVarInsn(Opcodes.ILOAD, 1);
    code.visitIntInsn(Opcodes.SIPUSH, i);
    code.visitJumpInsn(Opcodes.IF_ICMPGT, next);
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitTypeInsn(Opcodes.INSTANCEOF, label.getInternalName());
    code.visitJumpInsn(Opcodes.IFEQ, next);
    code.visitIntInsn(Opcodes.SIPUSH, i);
    code.visitInsn(Opcodes.IRETURN);
    same(code, next);
  }

  /** `int hash(Record r)`: 31 times the hash so far and the next component's, from 0. */
  private String hash(String type, List<Handle> fields) {
    var name = "hash$" + added.size();
    added.add(() -> {
      var code = method(name, type);
      code.visitInsn(Opcodes.ICONST_0);
      for (var field : fields) {
        code.visitIntInsn(Opcodes.BIPUSH, 31);
        code.visitInsn(Opcodes.IMUL);
        get(code, 0, field);
        hashOf(code, Type.getType(field.getDesc()));
        code.visitInsn(Opcodes.IADD);
      }
      code.visitInsn(Opcodes.IRETURN);
      end(code);
    });
    return name;
  }

  private static void hashOf(MethodVisitor code, Type field) {
    if (field.getSort() >= Type.ARRAY) {
      code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/Objects", "hashCode", "(Ljava/lang/Object;)I", false);
    } else if (BOXES.containsKey(field.getSort())) {
      code.visitMethodInsn(Opcodes.INVOKESTATIC, BOXES.get(field.getSort()), "hashCode",
          "(" + field.getDescriptor() + ")I", false);
    }
  }

  /** `boolean equality(Record r, Object other)`: of one class, and equal component by component. */
  private String equality(String type, List<Handle> fields) {
    var name = "equality$" + added.size();
    added.add(() -> {
      var code = method(name, type);
      var different = new Label();
      code.visitVarInsn(Opcodes.ALOAD, 1);
      code.visitTypeInsn(Opcodes.INSTANCEOF, owner);
      code.visitJumpInsn(Opcodes.IFEQ, different);
      for (var field : fields) {
        get(code, 0, field);
        get(code, 1, field);
        compare(code, Type.getType(field.getDesc()), different);
      }
      code.visitInsn(Opcodes.ICONST_1);
      code.visitInsn(Opcodes.IRETURN);
      same(code, different);
      code.visitInsn(Opcodes.ICONST_0);
      code.visitInsn(Opcodes.IRETURN);
      end(code);
    });
    return name;
  }

  private void get(MethodVisitor code, int record, Handle field) {
    code.visitVarInsn(Opcodes.ALOAD, record);
    if (record == 1) {
      code.visitTypeInsn(Opcodes.CHECKCAST, owner);
    }
    code.visitFieldInsn(Opcodes.GETFIELD, owner, field.getName(), field.getDesc());
  }

  private static void compare(MethodVisitor code, Type field, Label different) {
    if (field.getSort() >= Type.ARRAY) {
      code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/Objects", "equals",
          "(Ljava/lang/Object;Ljava/lang/Object;)Z", false);
      code.visitJumpInsn(Opcodes.IFEQ, different);
    } else if (BOXES.containsKey(field.getSort())) {
      var type = "(" + field.getDescriptor() + field.getDescriptor() + ")I";
      code.visitMethodInsn(Opcodes.INVOKESTATIC, BOXES.get(field.getSort()), "compare", type, false);
      code.visitJumpInsn(Opcodes.IFNE, different);
    } else {
      code.visitJumpInsn(Opcodes.IF_ICMPNE, different);
    }
  }
}
