package adjoint.compiler.emit.jvm;

import org.objectweb.asm.Opcodes;

/** A local variable of generated code. */
record Local(String name, Type type, int slot) {

  /** The types that locals of kernels have. */
  enum Type {
    INT("I", Opcodes.ILOAD, Opcodes.ISTORE, 1),
    LONG("J", Opcodes.LLOAD, Opcodes.LSTORE, 2),
    FLOAT("F", Opcodes.FLOAD, Opcodes.FSTORE, 1),
    DOUBLE("D", Opcodes.DLOAD, Opcodes.DSTORE, 2),
    REALS("[F", Opcodes.ALOAD, Opcodes.ASTORE, 1),
    INTS("[I", Opcodes.ALOAD, Opcodes.ASTORE, 1),
    FRAME(KernelClass.FRAME_DESCRIPTOR, Opcodes.ALOAD, Opcodes.ASTORE, 1),
    FLOAT_VECTOR("Ljdk/incubator/vector/FloatVector;", Opcodes.ALOAD, Opcodes.ASTORE, 1),
    INT_VECTOR("Ljdk/incubator/vector/IntVector;", Opcodes.ALOAD, Opcodes.ASTORE, 1),
    MASK("Ljdk/incubator/vector/VectorMask;", Opcodes.ALOAD, Opcodes.ASTORE, 1);

    private final String descriptor;
    private final int load;
    private final int store;
    private final int slots;

    Type(String descriptor, int load, int store, int slots) {
      this.descriptor = descriptor;
      this.load = load;
      this.store = store;
      this.slots = slots;
    }

    String descriptor() {
      return descriptor;
    }

    int load() {
      return load;
    }

    int store() {
      return store;
    }

    int slots() {
      return slots;
    }
  }
}
