package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.weights.RunFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What a run writes beside its tensors, as text in their file. */
public final class Notes {

  private static final String STATE = "state";
  private static final String SEED = "seed";
  private static final String FOLD = "fold";
  private static final String SIZES = "sizes";
  private static final String EPOCHS = "epochs";
  private static final String WRITTEN_EPOCHS = "written_epochs";
  private static final String BATCH = "batch";
  private static final String EXAMPLES = "examples";
  /** What must be the same for going on. */
  public static final String FINGERPRINT = "fingerprint";

  private Notes() {}

  /** For weights: what predicting and scoring need. */
  static Map<String, String> ofWeights(Recipe recipe, List<Fitted> fitted) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put(SEED, Integer.toString(recipe.seed()));
    recipe.split().flatMap(Split::folds).ifPresent(folds -> notes.put(FOLD, Integer.toString(folds.chosen())));
    notes.put(FittedNotes.KEY, FittedNotes.write(fitted));
    if (!recipe.counted().isEmpty()) {
      notes.put(SIZES, recipe.counted().stream().map(counted -> counted.dim() + "=" + counted.size())
          .collect(Collectors.joining(",")));
    }
    return notes;
  }

  /** The sizes of dims that files said when weights were trained, by name. */
  public static Map<String, Long> sizes(Map<String, String> notes) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String size : notes.getOrDefault(SIZES, "").split(",")) {
      int at = size.indexOf('=');
      if (at > 0 && size.substring(at + 1).matches("[0-9]{1,10}")) {
        sizes.put(size.substring(0, at), Long.parseLong(size.substring(at + 1)));
      }
    }
    return sizes;
  }

  /** Of a file's notes those that say how its training examples were drawn and new ones are to be treated. */
  public static Map<String, String> ofExamples(Map<String, String> notes) {
    Map<String, String> kept = new LinkedHashMap<>(notes);
    kept.keySet().retainAll(List.of(SEED, FOLD, FittedNotes.KEY, SIZES));
    return kept;
  }

  /** For going on, too: where the run stands and what must be the same then. */
  static Map<String, String> ofRun(Recipe recipe, int writtenEpochs, int examples, List<Fitted> fitted,
      Fingerprint fingerprint, RunState state) {
    Map<String, String> notes = ofWeights(recipe, fitted);
    notes.put(STATE, state.json());
    notes.put(EPOCHS, Integer.toString(recipe.epochs()));
    notes.put(WRITTEN_EPOCHS, Integer.toString(writtenEpochs));
    notes.put(BATCH, batch(recipe));
    notes.put(RunFiles.CHOSEN, recipe.stop().isPresent() ? RunFiles.CHOSE_BEST : "last");
    notes.put(EXAMPLES, Integer.toString(examples));
    notes.put(FINGERPRINT, fingerprint.json());
    return notes;
  }

  private static String batch(Recipe recipe) {
    return recipe.batch().map(b -> b.size() * recipe.accumulate()).orElse(0).toString();
  }

  static RunState state(Path file, Map<String, String> notes) {
    return Optional.ofNullable(notes.get(STATE)).flatMap(RunState::parse)
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.NOTHING_TO_RESUME, file
            + " holds weights, but not where their training stood"));
  }

  /** A recipe with the seed and the fold that weights were trained with. */
  static Recipe asTrained(Recipe recipe, Map<String, String> notes) {
    OptionalInt seed = integer(notes.get(SEED));
    OptionalInt fold = integer(notes.get(FOLD));
    Recipe seeded = seed.isPresent() ? recipe.withSeed(seed.getAsInt()) : recipe;
    return fold.isPresent() ? seeded.withFold(fold.getAsInt()) : seeded;
  }

  private static OptionalInt integer(String text) {
    return text != null && text.matches("-?[0-9]{1,9}|-?[12][0-9]{9}")
        && Math.abs(Long.parseLong(text)) <= Integer.MAX_VALUE
            ? OptionalInt.of(Integer.parseInt(text))
            : OptionalInt.empty();
  }

  /** How many epochs a resumed run has: as many as it was started with, unless the recipe has been changed since. */
  static int epochs(Recipe recipe, Map<String, String> notes) {
    OptionalInt started = integer(notes.get(EPOCHS));
    OptionalInt written = integer(notes.get(WRITTEN_EPOCHS));
    boolean same = written.isPresent() && written.getAsInt() == recipe.epochs();
    return same ? started.orElse(recipe.epochs()) : recipe.epochs();
  }

  /** What is otherwise now than when a run began, in words; nothing where that isn't known. */
  static List<String> changed(Map<String, String> notes, Fingerprint here) {
    return Optional.ofNullable(notes.get(FINGERPRINT)).flatMap(Fingerprint::parse).map(f -> f.differences(here))
        .orElse(List.of());
  }

  /** Refuses to go on where the results couldn't be those of a run without a stop. */
  static void checkSame(Path file, Map<String, String> notes, Recipe recipe, int examples) {
    List<String> differences = new ArrayList<>();
    differ(differences, "model", notes.get("model"), recipe.model());
    differ(differences, "seed", notes.get(SEED), Integer.toString(recipe.seed()));
    differ(differences, "batch", notes.get(BATCH), batch(recipe));
    differ(differences, "number of training examples", notes.get(EXAMPLES), Integer.toString(examples));
    if (!differences.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, file + " was written by another run: "
          + String.join("; ", differences))
          .hint("give the same, or start anew without --resume");
    }
  }

  private static void differ(List<String> differences, String what, String there, String here) {
    if (there != null && !there.equals(here)) {
      differences.add("its " + what + " is " + there + ", here " + here);
    }
  }
}
