package adjoint.compiler.emit.jvm;

import adjoint.runtime.tensor.Size;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Emits what computes a size from the open dims, in 64 bits. */
final class SizeCode {

  private final MethodVisitor code;
  private final List<String> openDims;
  private final Runnable dims;

  /**
   * @param openDims in the order of the array
   * @param dims pushes the array of their sizes
   */
  SizeCode(MethodVisitor code, List<String> openDims, Runnable dims) {
    this.code = code;
    this.openDims = openDims;
    this.dims = dims;
  }

  /** Pushes the size. */
  void push(Size size) {
    code.visitLdcInsn(0L);
    for (Size.Term term : size.terms()) {
      code.visitLdcInsn(term.coefficient());
      for (Size.Atom atom : term.atoms()) {
        push(atom);
        exactly("multiplyExact");
      }
      exactly("addExact");
    }
  }

  private void push(Size.Atom atom) {
    switch (atom) {
      case Size.Open open -> {
        dims.run();
        code.visitLdcInsn(openDims.indexOf(open.name()));
        code.visitInsn(Opcodes.LALOAD);
      }
      case Size.Floor floor -> {
        push(floor.numerator());
        push(floor.denominator());
        exactly("floorDiv");
      }
    }
  }

  private void exactly(String method) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", method, "(JJ)J", false);
  }
}
