package adjoint.runtime.exchange;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickles that PyTorch keeps tables of tensors in, and executes nothing: the few names that such a table needs
 * are known here, any other is refused.
 *
 * <p><i>Source</i>: the documentation of Python's pickletools, protocols 2 to 5; torch.serialization.
 */
final class PickleReader {

  /** What a pickle can't be, and why. */
  static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  private static final PickleValue OTHER = new PickleValue.Other();

  private final ByteBuffer bytes;
  private final List<PickleValue> stack = new ArrayList<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();

  private PickleReader(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The value of a pickle.
   *
   * @throws Unreadable where it is cut off, malformed, or needs more than tensors, tables, numbers and texts
   */
  static PickleValue read(ByteBuffer bytes) throws Unreadable {
    PickleReader reader = new PickleReader(bytes);
    try {
      for (int code = reader.next(); code != '.'; code = reader.next()) {
        reader.run(code);
      }
      return reader.pop();
    } catch (BufferUnderflowException e) {
      throw new Unreadable("its pickle is cut off");
    }
  }

  private int next() {
    return bytes.get() & 255;
  }

  private void run(int code) throws Unreadable {
    switch (code) {
      case 0x80 -> next();
      case 0x95 -> bytes.getLong();
      case '(' -> stack.add(new PickleValue.Mark());
      case '0' -> pop();
      case 'N', 0x88, 0x89 -> stack.add(OTHER);
      case 'K' -> whole(next());
      case 'M' -> whole(bytes.getShort() & 0xFFFF);
      case 'J' -> whole(bytes.getInt());
      case 0x8A -> whole(longOf(next()));
      case 'G' -> {
        bytes.getLong();
        stack.add(OTHER);
      }
      case 'X' -> text(bytes.getInt());
      case 0x8C, 'U' -> text(next());
      case 'T' -> text(bytes.getInt());
      case 'C' -> skip(next());
      case 'B' -> skip(bytes.getInt());
      case 'q' -> memo.put((long) next(), top());
      case 'r' -> memo.put(bytes.getInt() & 0xFFFFFFFFL, top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> recall(next());
      case 'j' -> recall(bytes.getInt() & 0xFFFFFFFFL);
      default -> build(code);
    }
  }

  private void build(int code) throws Unreadable {
    switch (code) {
      case '}' -> stack.add(new PickleValue.Dict(new LinkedHashMap<>()));
      case ']' -> stack.add(new PickleValue.Items(new ArrayList<>()));
      case ')' -> stack.add(new PickleValue.Items(new ArrayList<>()));
      case 't' -> stack.add(new PickleValue.Items(toMark()));
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case 'a' -> append(List.of(pop()));
      case 'e' -> append(toMark());
      case 's' -> {
        PickleValue value = pop();
        set(List.of(pop(), value));
      }
      case 'u' -> set(toMark());
      case 'c' -> stack.add(new PickleValue.Name(line(), line()));
      case 0x93 -> {
        String name = textOf(pop());
        stack.add(new PickleValue.Name(textOf(pop()), name));
      }
      case 'R', 0x81 -> {
        PickleValue arguments = pop();
        stack.add(TorchNames.made(pop(), arguments));
      }
      case 'b' -> pop();
      case 'Q' -> stack.add(TorchNames.storage(pop()));
      default -> throw new Unreadable("its pickle has the code " + code + ", which no table of tensors needs");
    }
  }

  private void whole(long value) {
    stack.add(new PickleValue.Whole(value));
  }

  private long longOf(int length) throws Unreadable {
    if (length > 8) {
      throw new Unreadable("it holds a number of " + length + " bytes");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) next() << 8 * i;
    }
    return length == 0 || length == 8 ? value : value << 64 - 8 * length >> 64 - 8 * length;
  }

  private void text(int length) throws Unreadable {
    byte[] text = new byte[checked(length)];
    bytes.get(text);
    stack.add(new PickleValue.Text(new String(text, StandardCharsets.UTF_8)));
  }

  private void skip(int length) throws Unreadable {
    bytes.position(bytes.position() + checked(length));
    stack.add(OTHER);
  }

  private int checked(int length) throws Unreadable {
    if (length < 0 || length > bytes.remaining()) {
      throw new Unreadable("its pickle is cut off");
    }
    return length;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = next(); c != '\n'; c = next()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private void recall(long place) throws Unreadable {
    if (!memo.containsKey(place)) {
      throw new Unreadable("its pickle recalls what it never kept");
    }
    stack.add(memo.get(place));
  }

  private PickleValue top() throws Unreadable {
    if (stack.isEmpty()) {
      throw new Unreadable("its pickle takes more than it holds");
    }
    return stack.get(stack.size() - 1);
  }

  private PickleValue pop() throws Unreadable {
    PickleValue top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private void tuple(int count) throws Unreadable {
    List<PickleValue> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(0, pop());
    }
    stack.add(new PickleValue.Items(items));
  }

  private List<PickleValue> toMark() throws Unreadable {
    int at = stack.size() - 1;
    while (at >= 0 && !(stack.get(at) instanceof PickleValue.Mark)) {
      at--;
    }
    if (at < 0) {
      throw new Unreadable("its pickle takes more than it holds");
    }
    List<PickleValue> items = new ArrayList<>(stack.subList(at + 1, stack.size()));
    stack.subList(at, stack.size()).clear();
    return items;
  }

  private void append(List<PickleValue> items) throws Unreadable {
    if (!(top() instanceof PickleValue.Items list)) {
      throw new Unreadable("its pickle appends to what is no list");
    }
    list.items().addAll(items);
  }

  private void set(List<PickleValue> items) throws Unreadable {
    if (!(top() instanceof PickleValue.Dict table) || items.size() % 2 != 0) {
      throw new Unreadable("its pickle fills what is no table");
    }
    for (int i = 0; i < items.size(); i += 2) {
      String key = items.get(i) instanceof PickleValue.Whole number
          ? Long.toString(number.value())
          : textOf(items.get(i));
      if (table.entries().put(key, items.get(i + 1)) != null) {
        throw new Unreadable("it holds " + key + " twice");
      }
    }
  }

  private static String textOf(PickleValue value) throws Unreadable {
    if (value instanceof PickleValue.Text text) {
      return text.value();
    }
    throw new Unreadable("a name in its pickle is no text");
  }
}
