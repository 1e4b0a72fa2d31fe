package adjoint.compiler.onnx.translate;

/**
 * A dim whose name isn't chosen yet; as text a placeholder, which {@link DimNames} replaces.
 *
 * @param primes of its twins
 */
record DimName(int id, int primes) {

  static final char BEFORE = '\u0001';
  static final char BEHIND = '\u0002';

  DimName twin() {
    return new DimName(id, primes + 1);
  }

  @Override
  public String toString() {
    return BEFORE + "" + id + BEHIND + "'".repeat(primes);
  }
}
