package adjoint.repl.session;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.runtime.data.FileArrays;
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
    return complete(state, entry.stored(), pool);
  }

  /** The state with all weights of some paths. */
  static State complete(State state, Set<String> paths, Pool pool) {
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
      weights.putAll(weights(state, missing, missing.hashCode(), pool));
    }
    return state.withWeights(weights);
  }

  private static boolean isOfModel(String path) {
    return Character.isUpperCase(path.charAt(0));
  }

  private static Map<String, Weight> models(State state, Pool pool) {
    Set<String> paths = new LinkedHashSet<>();
    state.declared().layout().slots().stream().filter(slot -> slot.kind().isDeclared() && isOfModel(slot.path()))
        .forEach(slot -> paths.add(slot.path()));
    return weights(state, paths, state.declared().recipe().map(Recipe::seed).orElse(CompiledEntry.SEED), pool);
  }

  /** As arrays of files say it, or as they are declared. */
  private static Map<String, Weight> weights(State state, Set<String> paths, int seed, Pool pool) {
    Graph graph = state.declared().initialise(paths);
    Layout layout = state.declared().layout();
    CompiledFunction initialise = CompiledEntry.compile(graph, layout);
    float[] store = Frames.store(layout);
    FileArrays.load(state.declared().arrays(), state.directory(), Map.of(), layout, store);
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
