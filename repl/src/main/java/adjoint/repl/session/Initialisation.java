package adjoint.repl.session;

import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Recipe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Gives what is stored its first values, when it is first read: a model's are those that its training begins with. */
final class Initialisation {

  private Initialisation() {}

  /** The state with all weights that an entry reads. */
  static State complete(State state, LoweredEntry entry, Pool pool) {
    return complete(state, entry.stored(), entry.layout(), pool);
  }

  /**
   * The state with all weights of some paths.
   *
   * @param layout that has a place for each
   */
  static State complete(State state, Set<String> paths, Layout layout, Pool pool) {
    Set<String> missing = new LinkedHashSet<>(paths);
    missing.removeAll(state.weights().keySet());
    if (missing.isEmpty()) {
      return state;
    }
    Map<String, Weight> weights = new LinkedHashMap<>(state.weights());
    if (missing.stream().anyMatch(Initialisation::isOfModel)) {
      weights.putAll(models(state, pool));
      weights.putAll(state.weights());
      missing.removeAll(weights.keySet());
    }
    if (!missing.isEmpty()) {
      CompiledFunction own = CompiledEntry.compile(state.declared().initialise(missing), layout);
      weights.putAll(weights(own, layout, missing, missing.hashCode(), pool));
    }
    return state.withWeights(weights);
  }

  private static boolean isOfModel(String path) {
    return Character.isUpperCase(path.charAt(0));
  }

  private static Map<String, Weight> models(State state, Pool pool) {
    Layout layout = state.declared().layout();
    Set<String> paths = new LinkedHashSet<>();
    layout.slots().stream().filter(slot -> slot.kind() != Layout.Kind.MOMENT && isOfModel(slot.path()))
        .forEach(slot -> paths.add(slot.path()));
    CompiledFunction all = CompiledEntry.compile(state.declared().initialise(paths), layout);
    return weights(all, layout, paths, state.declared().recipe().map(Recipe::seed).orElse(CompiledEntry.SEED), pool);
  }

  private static Map<String, Weight> weights(CompiledFunction initialise, Layout layout, Set<String> paths, int seed,
      Pool pool) {
    float[] store = Frames.store(layout);
    Frame frame = Frames.of(initialise, store, Map.of(), pool);
    frame.seed = seed;
    initialise.run(frame);
    return weights(layout, store, paths);
  }

  /** What lies in a store, by path. */
  static Map<String, Weight> weights(Layout layout, float[] store, Set<String> paths) {
    Map<String, Weight> weights = new LinkedHashMap<>();
    layout.slots().stream().filter(slot -> paths.contains(slot.path())).forEach(slot -> weights.put(slot.path(),
        new Weight(slot.kind(), slot.axes(),
            Arrays.copyOfRange(store, slot.offset(), slot.offset() + slot.count()))));
    return weights;
  }
}
