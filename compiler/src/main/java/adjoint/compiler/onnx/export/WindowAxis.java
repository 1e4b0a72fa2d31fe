package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Optional;

/**
 * An axis over which a window goes: read at `place·stride + tap·dilation - before`.
 *
 * @param before what is padded in front
 * @param behind what is padded at the end
 */
record WindowAxis(Index place, Index tap, long stride, long dilation, long before, long behind) {

  static Optional<WindowAxis> of(Subscript at, Size size, List<Index> out, List<Index> over) {
    List<Index> places = at.indices().stream().filter(out::contains).toList();
    List<Index> taps = at.indices().stream().filter(over::contains).toList();
    boolean window = at.isAffine() && places.size() == 1 && taps.size() == 1 && at.terms().size() == 2
        && at.terms().stream().allMatch(t -> t.coefficient().isConstant() && t.coefficient().constant() > 0)
        && taps.getFirst().size().isConstant() && at.offset().isConstant() && at.offset().constant() <= 0;
    if (!window) {
      return Optional.empty();
    }
    Index place = places.getFirst();
    Index tap = taps.getFirst();
    long stride = at.coefficient(place).constant();
    long dilation = at.coefficient(tap).constant();
    long before = -at.offset().constant();
    return behind(place, tap, stride, dilation, before, size)
        .map(behind -> new WindowAxis(place, tap, stride, dilation, before, behind));
  }

  /** What has to be padded at the end for as many places; nothing may be left over that is a place more. */
  private static Optional<Long> behind(Index place, Index tap, long stride, long dilation, long before, Size size) {
    long reach = dilation * (tap.size().constant() - 1);
    Size missing = place.size().plus(-1).times(stride).plus(reach + 1 - before).minus(size);
    if (missing.isConstant()) {
      return missing.constant() > -stride ? Optional.of(Math.max(0, missing.constant())) : Optional.empty();
    }
    Size even = size.plus(2 * before - reach - 1).floorDiv(Size.of(stride)).plus(1);
    return even.equals(place.size()) ? Optional.of(before) : Optional.empty();
  }

  long taps() {
    return tap.size().constant();
  }
}
