package adjoint.compiler.emit;

/** The machine form of a kernel. Both have the same bits. */
public enum Mode {
  /** By the Vector API: fast once C2 has compiled it, very slow until then. */
  VECTOR,
  /** Plain loops: usable at once, and on Java 17. */
  SCALAR
}
