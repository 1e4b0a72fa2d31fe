package adjoint.repl.session;

import adjoint.compiler.lower.Lowered;
import adjoint.compiler.lower.LoweredEntry;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
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
    if (missing.stream().anyMatch(path -> Character.isUpperCase(path.charAt(0)))) {
      Programs programs = Programs.of(state);
      weights.putAll(model(programs.lowered(), programs, pool));
      weights.putAll(state.weights());
      missing.removeAll(weights.keySet());
    }
    if (!missing.isEmpty()) {
      CompiledFunction own = Evaluation.compile(state.declared().initialise(missing), layout);
      weights.putAll(weights(own, layout, missing, missing.hashCode(), pool));
    }
    return state.withWeights(weights);
  }

  private static Map<String, Weight> model(Lowered lowered, Programs programs, Pool pool) {
    int seed = lowered.training().map(training -> training.recipe().seed()).orElse(Evaluation.SEED);
    CompiledFunction all = Evaluation.compile(lowered.initialise(), lowered.layout());
    Set<String> paths = new LinkedHashSet<>();
    lowered.layout().slots().stream().filter(slot -> slot.kind() != Layout.Kind.MOMENT)
        .forEach(slot -> paths.add(slot.path()));
    return programs.inSession(weights(all, lowered.layout(), paths, seed, pool));
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
