package adjoint.repl.cli;

import adjoint.runtime.weights.ElementType;

/** The types that weights are written in, as they are asked for. */
enum WeightType {
  f32(ElementType.F32), bf16(ElementType.BF16), f16(ElementType.F16), int8(ElementType.I8);

  private final ElementType type;

  WeightType(ElementType type) {
    this.type = type;
  }

  ElementType type() {
    return type;
  }
}
