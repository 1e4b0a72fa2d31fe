package adjoint.compiler.pack;

import adjoint.runtime.data.Encoder;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Element;

/** How a value is typed in Java: by its element, and whether it has axes. */
record JavaType(Base base, boolean scalar) {

  enum Base {
    FLOAT("float", "reals", "real"),
    INT("int", "ints", "whole"),
    BOOLEAN("boolean", "bools", "bool"),
    STRING("String", "", "");

    private final String type;
    private final String many;
    private final String one;

    Base(String type, String many, String one) {
      this.type = type;
      this.many = many;
      this.one = one;
    }
  }

  /** An argument. */
  static JavaType of(Field field) {
    return new JavaType(
        field.element() != Element.BOOL && Encoder.readsNames(field) ? Base.STRING : base(field.element()),
        field.axes().isEmpty() || Encoder.readsText(field));
  }

  /** A result. */
  static JavaType of(Element element, boolean scalar) {
    return new JavaType(base(element), scalar);
  }

  private static Base base(Element element) {
    return switch (element) {
      case REAL -> Base.FLOAT;
      case INT -> Base.INT;
      case BOOL -> Base.BOOLEAN;
    };
  }

  /** Whether it is `float[]`. */
  boolean isReals() {
    return base == Base.FLOAT && !scalar;
  }

  String type() {
    return scalar ? base.type : base.type + "[]";
  }

  /** A new array of so many values. */
  String array(String length) {
    return "new " + base.type + "[" + length + "]" + (scalar ? "" : "[]");
  }

  /** The method of a workspace that gets it. */
  String getter() {
    return scalar ? base.one : base.many;
  }
}
