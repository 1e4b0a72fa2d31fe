package adjoint.compiler.emit.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The procedures of a program, in the order in which they were finished; no two have one name. */
public final class Procedures {

  private final boolean lanes;
  private final ToIntFunction<Procedure> size;
  private final List<Procedure> all = new ArrayList<>();
  private final Map<String, Procedure.Header> shared = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  /**
   * @param lanes whether they may compute one number a lane
   * @param size how large a procedure becomes, in bytes
   */
  public Procedures(boolean lanes, ToIntFunction<Procedure> size) {
    this.lanes = lanes;
    this.size = size;
  }

  /** How large a procedure becomes, in bytes. */
  public int size(Procedure procedure) {
    return size.applyAsInt(procedure);
  }

  /** Whether they may compute one number a lane. */
  public boolean lanes() {
    return lanes;
  }

  public List<Procedure> all() {
    return List.copyOf(all);
  }

  public Procedure.Header add(Procedure procedure) {
    taken(procedure.header().name());
    all.add(procedure);
    return procedure.header();
  }

  /** A name that something else has. */
  public void taken(String name) {
    names.merge(name, 1, Integer::sum);
  }

  /** A name that begins like this and that no other procedure has or will get here. */
  public String unused(String prefix) {
    int number = names.merge(prefix, 1, Integer::sum);
    return number == 1 ? prefix : prefix + "_" + number;
  }

  /**
   * A procedure that several kernels share: made at the first call with this key.
   *
   * @param key all that it depends on, and how its name begins
   * @param make given its name
   */
  public Procedure.Header shared(String key, Function<String, Procedure> make) {
    Procedure.Header known = shared.get(key);
    if (known != null) {
      return known;
    }
    Procedure.Header fresh = add(make.apply(unused(key)));
    shared.put(key, fresh);
    return fresh;
  }
}
