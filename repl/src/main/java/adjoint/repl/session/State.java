package adjoint.repl.session;

import adjoint.compiler.lower.prompt.Declared;
import adjoint.compiler.lower.prompt.PromptBinding;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a session knows. A new one is made by each entry that goes well, so that one that goes wrong, or is
 * stopped, changes nothing.
 *
 * @param items what is declared, in the order of its first declaration
 * @param declared the same, checked
 * @param bound what is bound, in the order of binding
 * @param values of what is bound, by the names of their parts
 * @param weights what is stored, by path; a model's begin with its name
 * @param sizes of open dims, for values
 * @param results how many results have been numbered
 * @param names how many names have been bound
 * @param directory where data and used files are found
 * @param file the file that was loaded last
 * @param run the folder of the last training run
 */
public record State(List<Item> items, Declared declared, Map<String, PromptBinding> bound,
    Map<String, TensorValue> values,
    Map<String, Weight> weights, Map<String, Long> sizes, int results, int names, Path directory, Optional<Path> file,
    Optional<Path> run) {

  State withItems(List<Item> all, Declared checked) {
    return new State(List.copyOf(all), checked, bound, values, weights, sizes, results, names, directory, file, run);
  }

  State withBound(Map<String, PromptBinding> allBound, Map<String, TensorValue> allValues) {
    return new State(items, declared, ordered(allBound), ordered(allValues), weights, sizes, results, names, directory,
        file, run);
  }

  public State withWeights(Map<String, Weight> all) {
    return new State(items, declared, bound, values, ordered(all), sizes, results, names, directory, file, run);
  }

  public State withSizes(Map<String, Long> all) {
    return new State(items, declared, bound, values, weights, ordered(all), results, names, directory, file, run);
  }

  State withNumbers(int numbered, int named) {
    return new State(items, declared, bound, values, weights, sizes, numbered, named, directory, file, run);
  }

  State withFile(Path folder, Optional<Path> loaded) {
    return new State(items, declared, bound, values, weights, sizes, results, names, folder, loaded, run);
  }

  public State withRun(Optional<Path> folder) {
    return new State(items, declared, bound, values, weights, sizes, results, names, directory, file, folder);
  }

  /** Without some of what is bound. */
  public State without(List<String> names) {
    Map<String, PromptBinding> rest = new LinkedHashMap<>(bound);
    rest.keySet().removeAll(names);
    Map<String, TensorValue> kept = new LinkedHashMap<>(values);
    names.stream().filter(bound::containsKey).flatMap(name -> bound.get(name).parts().keySet().stream())
        .forEach(kept::remove);
    return withBound(rest, kept);
  }

  /** With another value bound, which no statement computes. */
  public State with(String name, TensorValue value) {
    State before = without(List.of(name));
    Map<String, PromptBinding> all = new LinkedHashMap<>(before.bound);
    Map<String, TensorValue> known = new LinkedHashMap<>(before.values);
    all.put(name, PromptBinding.given(name, value.type(), names + 1));
    known.put(name, value);
    return before.withBound(all, known).withNumbers(results, names + 1);
  }

  /** What is bound to values whose sizes depend on an open dim. */
  public List<String> sizedBy(String dim) {
    return bound.values().stream().filter(binding -> binding.parts().values().stream()
        .anyMatch(type -> type.axes().stream().anyMatch(axis -> axis.size().openDims().contains(dim))))
        .map(PromptBinding::name).toList();
  }

  static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
