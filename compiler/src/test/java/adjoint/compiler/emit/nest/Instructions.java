package adjoint.compiler.emit.nest;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What is in generated classes. */
final class Instructions {

  private Instructions() {}

  /** How often a method whose name begins like this calls another of this name. */
  static long calls(byte[] bytes, String method, String callee) {
    return called(bytes, method).stream().filter(c -> c.endsWith("." + callee)).count();
  }

  /** All that a method whose name begins like this calls, as `owner.name`. */
  static List<String> called(byte[] bytes, String method) {
    List<String> calls = new ArrayList<>();
    new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] thrown) {
        return name.startsWith(method)
            ? recording(calls)
            : super.visitMethod(access, name, descriptor, signature, thrown);
      }
    }, 0);
    return calls;
  }

  /** The bytes of the longest method. */
  static int longestMethod(byte[] bytes) {
    int longest = 0;
    for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
      longest = Math.max(longest, method.findAttribute(Attributes.code()).map(CodeAttribute::codeLength).orElse(0));
    }
    return longest;
  }

  private static MethodVisitor recording(List<String> calls) {
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        calls.add(owner + "." + name);
      }
    };
  }
}
