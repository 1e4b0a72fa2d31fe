package adjoint.repl.session;

import adjoint.compiler.Rejected;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.weights.Checkpoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a session declares, as a whole program: what `nn` makes of a file that says the same.
 *
 * @param owner the model whose name the session puts before the paths, where the program doesn't: the only one that owns
 *     anything
 */
public record SessionProgram(Lowered lowered, Optional<String> owner) {

  /** Whose weights a file says it holds that a session wrote. */
  private static final String SESSION = "session";

  /**
   * The program that a session declares.
   *
   * @throws Rejected where it has problems
   */
  public static SessionProgram of(State state) {
    var result = ProgramLowering.lower(file(state.items()), options(state.directory()));
    Lowered lowered = result.lowered().orElseThrow(() -> new Rejected(result.problems()));
    List<String> models = state.items().stream().map(Item::declaration)
        .filter(d -> d instanceof Declaration.Callable c && c.kind() == Declaration.Kind.MODEL)
        .map(d -> ((Declaration.Callable) d).name()).toList();
    List<String> owners = models.stream().filter(model -> state.declared().stored().keySet().stream()
        .anyMatch(path -> path.startsWith(model + "."))).toList();
    return new SessionProgram(lowered, owners.size() == 1 ? Optional.of(owners.getFirst()) : Optional.empty());
  }

  static File file(List<Item> items) {
    return new File(new Source("session.nn", ""), items.stream().map(Item::declaration).toList());
  }

  static ProgramLowering.Options options(Path directory) {
    return new ProgramLowering.Options(directory, SourceFiles.beside(directory.resolve("session.nn")),
        Map.of(), false);
  }

  /** The state with the weights of a file that a run of the program wrote. */
  public State load(State state, Path file) {
    float[] store = Frames.store(lowered.layout());
    Checkpoint.load(file, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS);
    Set<String> paths = lowered.layout().slots().stream().filter(slot -> Checkpoint.WEIGHTS.contains(slot.kind()))
        .map(Layout.Slot::path).collect(Collectors.toSet());
    return with(state, inSession(Initialisation.weights(lowered.layout(), store, paths)));
  }

  private static State with(State state, Map<String, Weight> weights) {
    Map<String, Weight> all = new LinkedHashMap<>(state.weights());
    all.putAll(weights);
    return state.withWeights(all);
  }

  /** The state with the weights of a file: a run's, or a session's own. */
  public static State loadInto(State state, Path file) {
    if (!SESSION.equals(Checkpoint.notes(file).get("model"))) {
      return of(state).load(state, file);
    }
    Set<String> names = Checkpoint.names(file);
    Layout layout = layout(state, names);
    float[] store = Frames.store(layout);
    Checkpoint.load(file, SESSION, layout, store, Checkpoint.WEIGHTS);
    return with(state, Initialisation.weights(layout, store, names));
  }

  /** Writes weights of a session, those of its models and of some names. */
  public static void store(State state, Set<String> names, Path file) {
    Set<String> paths = state.declared().stored().keySet().stream()
        .filter(path -> Character.isUpperCase(path.charAt(0)) || names.contains(path.replaceAll("\\..*", "")))
        .collect(Collectors.toSet());
    Layout layout = layout(state, paths);
    try (Pool pool = Pool.of(1)) {
      State complete = Initialisation.complete(state, paths, pool);
      float[] store = Frames.store(layout);
      layout.slots().forEach(slot -> System.arraycopy(complete.weights().get(slot.path()).data(), 0, store,
          slot.offset(), slot.count()));
      Checkpoint.save(file, SESSION, layout, store, Checkpoint.WEIGHTS, Map.of());
    }
  }

  private static Layout layout(State state, Set<String> paths) {
    return Layout.of(state.declared().layout().slots().stream().filter(slot -> paths.contains(slot.path()))
        .map(slot -> new Layout.Unplaced(slot.path(), slot.kind(), slot.axes())).toList());
  }

  /** A path of the program, as the session names it. */
  String inSession(String path) {
    return owner.map(model -> model + "." + path).orElse(path);
  }

  /** Weights of the program, under the paths of the session: arrays of files belong to no model. */
  Map<String, Weight> inSession(Map<String, Weight> weights) {
    return weights.entrySet().stream().collect(Collectors.toMap(
        entry -> entry.getValue().kind().isOfFile() ? entry.getKey() : inSession(entry.getKey()), Map.Entry::getValue,
        (a, b) -> b, LinkedHashMap::new));
  }
}
