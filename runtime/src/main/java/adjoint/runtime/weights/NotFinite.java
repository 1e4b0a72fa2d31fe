package adjoint.runtime.weights;

import adjoint.runtime.program.Layout;
import adjoint.runtime.text.Words;
import java.util.Optional;
import java.util.Set;

/** Which weights are no finite numbers. */
public final class NotFinite {

  private NotFinite() {}

  /** `norm.running_var holds NaN or an infinity in 4 of 16 numbers, and 2 more tensors do`; empty where all are finite. */
  public static Optional<String> in(Layout layout, float[] store, Set<Layout.Kind> kinds) {
    String first = "";
    int tensors = 0;
    for (Layout.Slot slot : layout.slots()) {
      int count = kinds.contains(slot.kind()) ? count(store, slot.offset(), slot.count()) : 0;
      if (count > 0 && tensors++ == 0) {
        first = slot.path() + " holds NaN or an infinity in " + Words.count(count) + " of "
            + Words.count(slot.count(), "number");
      }
    }
    if (tensors == 0) {
      return Optional.empty();
    }
    return Optional.of(tensors == 1
        ? first
        : first + ", and " + Words.count(tensors - 1, "more tensor") + (tensors == 2 ? " does" : " do"));
  }

  private static int count(float[] store, int offset, int length) {
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      if (!Float.isFinite(store[i])) {
        count++;
      }
    }
    return count;
  }
}
