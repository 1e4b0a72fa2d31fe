package adjoint.runtime.tensor;

/** A named axis of a tensor. */
public record Axis(String name, Size size) {

  @Override
  public String toString() {
    return size.isConstant() ? name + "=" + size : size.toString().equals(name) ? name : name + "=" + size;
  }
}
