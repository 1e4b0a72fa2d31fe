package adjoint.runtime.exchange;

import adjoint.runtime.exchange.PickleReader.Unreadable;
import adjoint.runtime.weights.ElementType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names that a table of tensors is pickled by, and what each of them makes. */
final class TorchNames {

  private static final Map<String, ElementType> STORAGES = Map.ofEntries(Map.entry("DoubleStorage", ElementType.F64),
      Map.entry("FloatStorage", ElementType.F32), Map.entry("HalfStorage", ElementType.F16),
      Map.entry("BFloat16Storage", ElementType.BF16), Map.entry("LongStorage", ElementType.I64),
      Map.entry("IntStorage", ElementType.I32), Map.entry("ShortStorage", ElementType.I16),
      Map.entry("CharStorage", ElementType.I8), Map.entry("ByteStorage", ElementType.U8),
      Map.entry("BoolStorage", ElementType.BOOL));

  private TorchNames() {}

  /** The type of a storage's elements. */
  static ElementType type(PickleValue.Storage storage) throws Unreadable {
    if (!STORAGES.containsKey(storage.type())) {
      throw new Unreadable("it holds a torch." + storage.type() + ", whose elements aren't read");
    }
    return STORAGES.get(storage.type());
  }

  /** What a call would give. */
  static PickleValue made(PickleValue called, PickleValue arguments) throws Unreadable {
    if (!(called instanceof PickleValue.Name name) || !(arguments instanceof PickleValue.Items given)) {
      throw new Unreadable("its pickle calls what is no name");
    }
    String whole = name.module() + "." + name.name();
    switch (whole) {
      case "collections.OrderedDict" :
        return new PickleValue.Dict(new LinkedHashMap<>());
      case "torch.Size" :
        return given.items().isEmpty() ? given : given.items().get(0);
      case "torch._utils._rebuild_parameter" :
        return argument(given, 0);
      case "torch._utils._rebuild_tensor_v2" :
        return view(given);
      default :
        throw refused(name, whole);
    }
  }

  private static Unreadable refused(PickleValue.Name name, String whole) {
    boolean module = name.module().equals("__main__") || name.module().startsWith("torch.nn.");
    return new Unreadable(module
        ? "it holds a whole module (" + whole + "), not its weights"
        : "it asks for " + whole + ", which no table of tensors needs; nothing of it was executed");
  }

  private static PickleValue argument(PickleValue.Items given, int place) throws Unreadable {
    if (place >= given.items().size()) {
      throw new Unreadable("its pickle makes a tensor of too little");
    }
    return given.items().get(place);
  }

  private static PickleValue view(PickleValue.Items given) throws Unreadable {
    if (!(argument(given, 0) instanceof PickleValue.Storage storage)
        || !(argument(given, 1) instanceof PickleValue.Whole offset)) {
      throw new Unreadable("its pickle makes a tensor of something else than a storage");
    }
    List<Long> shape = numbers(argument(given, 2));
    List<Long> strides = numbers(argument(given, 3));
    if (shape.size() != strides.size()) {
      throw new Unreadable("a tensor has " + shape.size() + " axes and " + strides.size() + " strides");
    }
    return new PickleValue.View(storage, offset.value(), shape, strides);
  }

  private static List<Long> numbers(PickleValue value) throws Unreadable {
    if (!(value instanceof PickleValue.Items items)) {
      throw new Unreadable("a tensor's sizes are no list");
    }
    List<Long> numbers = new ArrayList<>();
    for (PickleValue item : items.items()) {
      if (!(item instanceof PickleValue.Whole number) || number.value() < 0) {
        throw new Unreadable("a tensor's size or stride is no number from 0 on");
      }
      numbers.add(number.value());
    }
    return numbers;
  }

  /** What a persistent identity says: `('storage', torch.FloatStorage, '0', 'cpu', 128)`. */
  static PickleValue storage(PickleValue identity) throws Unreadable {
    if (identity instanceof PickleValue.Items items && items.items().size() >= 3
        && items.items().get(1) instanceof PickleValue.Name type && type.module().equals("torch")
        && items.items().get(2) instanceof PickleValue.Text key) {
      return new PickleValue.Storage(type.name(), key.value());
    }
    throw new Unreadable("its pickle refers to something else than a storage of PyTorch");
  }
}
