package adjoint.runtime.exchange;

import java.util.List;
import java.util.Map;

/** What a pickle holds, as far as a table of tensors needs it. */
sealed interface PickleValue {

  /** `None`, `True`, bytes: what nothing is made of. */
  record Other() implements PickleValue {}

  record Whole(long value) implements PickleValue {}

  record Text(String value) implements PickleValue {}

  /** A tuple or a list; a list grows while it is read. */
  record Items(List<PickleValue> items) implements PickleValue {}

  /** A dict; it grows while it is read. */
  record Dict(Map<String, PickleValue> entries) implements PickleValue {}

  /** A name of a module, which stands for what may be made; nothing is ever called. */
  record Name(String module, String name) implements PickleValue {}

  /** The elements of tensors, in a member of the archive. */
  record Storage(String type, String key) implements PickleValue {}

  /** A view of a storage: distances of neighbours are in elements. */
  record View(Storage storage, long offset, List<Long> shape, List<Long> strides) implements PickleValue {}

  /** Where a tuple or the like begins, on the stack alone. */
  record Mark() implements PickleValue {}
}
