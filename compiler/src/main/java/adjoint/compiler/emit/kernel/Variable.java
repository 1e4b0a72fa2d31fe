package adjoint.compiler.emit.kernel;

/**
 * A variable of a procedure; two are the same only if they are one object.
 *
 * @param name that people read; several may share one
 */
public record Variable(String name, DataType type) implements Expression {

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
