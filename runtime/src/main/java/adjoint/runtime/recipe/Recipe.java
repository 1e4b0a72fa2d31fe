package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import adjoint.runtime.exchange.DeclaredTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a checked `train` block says to the runtime.
 *
 * @param model the name after `train`
 * @param directory of the `.nn` file: relative paths start there
 * @param data empty where a recipe draws all that it needs
 * @param batch empty where nothing is stacked
 * @param steps of an epoch; 0 for as many as its examples give
 * @param settings for each of the step's {@link adjoint.runtime.program.Signature#settings}, its schedule; and what
 *     optimizers are given that doesn't change, which the step has in itself
 * @param accumulate the micro-batches of an update, usually 1
 * @param starts parts whose weights begin with those of earlier runs
 * @param arrays of files, which are no examples
 * @param counted the dims whose sizes files say
 * @param declared how the text declares parameters and states; empty where nothing starts from weights
 * @param roles what fields are for, as far as the text says
 * @param watch the outputs of the step, besides losses, to be shown: norms of activations, gradients, updates
 */
public record Recipe(String model, Path directory, Optional<Source> data, List<Field> fields, Optional<Split> split,
    Optional<Batch> batch, int epochs, int steps, int seed, boolean shuffle, Map<String, Schedule> settings,
    Optional<Clip> clip, int accumulate, Optional<EarlyStopping> stop, List<String> watch, List<Start> starts,
    List<FileArray> arrays, List<Counted> counted, Roles roles,
    List<DeclaredTensor> declared, Place place) {

  public Recipe {
    fields = List.copyOf(fields);
    settings = Map.copyOf(settings);
    watch = List.copyOf(watch);
    starts = List.copyOf(starts);
    arrays = List.copyOf(arrays);
    counted = List.copyOf(counted);
    declared = List.copyOf(declared);
  }

  /** All of whose weights begin with initial values, and which reads no files but its data. */
  public Recipe(String model, Path directory, Optional<Source> data, List<Field> fields, Optional<Split> split,
      Optional<Batch> batch, int epochs, int steps, int seed, boolean shuffle, Map<String, Schedule> settings,
      Optional<Clip> clip, int accumulate, Optional<EarlyStopping> stop, List<String> watch, Place place) {
    this(model, directory, data, fields, split, batch, epochs, steps, seed, shuffle, settings, clip, accumulate, stop,
        watch, List.of(), List.of(), List.of(), Roles.NONE, List.of(), place);
  }

  /** The same, with files that are looked for in another folder. */
  public Recipe in(Path folder) {
    return new Recipe(model, folder, data, fields, split, batch, epochs, steps, seed, shuffle, settings, clip,
        accumulate, stop, watch, starts, arrays, counted, roles, declared, place);
  }

  public Recipe withEpochs(int number) {
    return new Recipe(model, directory, data, fields, split, batch, number, steps, seed, shuffle, settings, clip,
        accumulate, stop, watch, starts, arrays, counted, roles, declared, place);
  }

  public Recipe withSeed(int number) {
    return new Recipe(model, directory, data, fields, split, batch, epochs, steps, number, shuffle, settings, clip,
        accumulate, stop, watch, starts, arrays, counted, roles, declared, place);
  }

  /** The same, with another of the split's folds validating. */
  public Recipe withFold(int fold) {
    return new Recipe(model, directory, data, fields, split.map(s -> s.withFold(fold)), batch, epochs, steps, seed,
        shuffle, settings, clip, accumulate, stop, watch, starts, arrays, counted, roles, declared, place);
  }

  /** The same, with what the program has from files besides examples, and what its text says of fields. */
  public Recipe having(List<FileArray> files, List<Counted> sizes, Roles uses,
      List<DeclaredTensor> tensors) {
    return new Recipe(model, directory, data, fields, split, batch, epochs, steps, seed, shuffle, settings, clip,
        accumulate, stop, watch, starts, files, sizes, uses, tensors, place);
  }
}
