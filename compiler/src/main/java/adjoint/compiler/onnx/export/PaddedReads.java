package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.idiom.PaddedRead;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads with a margin, where how wide that has to be is a number: of a tensor that has it. */
record PaddedReads(ScalarNodes scalars) {

  Optional<Operand> of(PaddedRead padded) {
    List<Subscript> at = padded.read().at();
    List<Axis> axes = padded.read().tensor().axes();
    List<Long> before = new ArrayList<>();
    List<Long> behind = new ArrayList<>();
    for (int axis = 0; axis < at.size(); axis++) {
      Size size = axes.get(axis).size();
      Optional<Bounds> bounds = Bounds.of(at.get(axis)).filter(b -> b.within(size)
          || b.least().isConstant() && b.greatest().minus(size).isConstant());
      if (bounds.isEmpty()) {
        return Optional.empty();
      }
      boolean inside = bounds.get().within(size);
      before.add(inside ? 0 : Math.max(0, -bounds.get().least().constant()));
      behind.add(inside ? 0 : Math.max(0, bounds.get().greatest().minus(size).plus(1).constant()));
    }
    return padded.read().tensor().element() == Element.REAL
        ? Optional.of(read(padded, before, behind))
        : Optional.empty();
  }

  private Operand read(PaddedRead padded, List<Long> before, List<Long> behind) {
    LoweringScope scope = scalars.scope();
    String tensor = scope.tensor(padded.read().tensor());
    List<Long> pads = new ArrayList<>(before);
    pads.addAll(behind);
    boolean none = pads.stream().allMatch(p -> p == 0);
    List<String> inputs = padded.otherwise() == 0
        ? List.of(tensor, scope.writer().vector(pads))
        : List.of(tensor, scope.writer().vector(pads), scope.writer().real(padded.otherwise()));
    String wide = none ? tensor : scope.writer().add("Pad", inputs, Map.of());
    List<Size> sizes = new ArrayList<>();
    List<Subscript> at = new ArrayList<>();
    for (int axis = 0; axis < before.size(); axis++) {
      sizes.add(padded.read().tensor().axes().get(axis).size().plus(before.get(axis) + behind.get(axis)));
      at.add(padded.read().at().get(axis).plus(Size.of(before.get(axis))));
    }
    return scalars.read(wide, ElementType.FLOAT, sizes, at);
  }
}
