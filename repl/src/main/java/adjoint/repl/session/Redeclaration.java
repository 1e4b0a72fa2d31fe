package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.lower.prompt.Declared;
import adjoint.compiler.lower.prompt.PromptBinding;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What becomes of a session when its declarations change: values and weights stay where their types do.
 *
 * @param dropped what doesn't stay, and why, in words
 */
record Redeclaration(State state, List<String> dropped) {

  /**
   * The state under other declarations.
   *
   * @param taken the names that are declared now: they are bound no more
   */
  static Redeclaration of(State state, List<Item> items, Declared declared, Set<String> taken) {
    Map<String, List<String>> dropped = new LinkedHashMap<>();
    Map<String, PromptBinding> bound = new LinkedHashMap<>();
    Map<String, TensorValue> values = new LinkedHashMap<>();
    state.bound().forEach((name, binding) -> {
      if (taken.contains(name)) {
        return;
      }
      Optional<String> reason = changed(state, binding, declared);
      Optional<PromptBinding> kept = reason.isPresent() ? Optional.empty() : again(binding, bound, declared);
      kept.ifPresentOrElse(now -> {
        bound.put(name, now);
        now.parts().keySet().forEach(part -> values.put(part, state.values().get(part)));
      }, () -> drop(dropped, name, reason.orElse("it means nothing any more")));
    });
    if (sameCallables(state.items(), items)) {
      state.weights().keySet().stream().filter(path -> isOfInstance(path, bound))
          .forEach(path -> declared.keep(state.declared(), path));
    }
    Map<String, Weight> weights = new LinkedHashMap<>();
    state.weights().forEach((path, weight) -> {
      if (weight.kind().isOfFile()) {
        return; // it is read again
      }
      Optional<String> reason = changed(weight, Optional.ofNullable(declared.stored().get(path)), declared);
      reason.ifPresentOrElse(why -> drop(dropped, path, why), () -> weights.put(path, weight));
    });
    Map<String, Long> sizes = openSizes(state, declared);
    return new Redeclaration(
        state.withItems(items, declared).withBound(bound, values).withWeights(weights).withSizes(sizes)
            .withRun(Optional.empty()),
        dropped.entrySet().stream().map(entry -> Words.some(entry.getValue()) + " (" + entry.getKey() + ")").toList());
  }

  private static Map<String, Long> openSizes(State state, Declared declared) {
    Map<String, Long> sizes = new LinkedHashMap<>(state.sizes());
    sizes.keySet().removeIf(dim -> declared.size(dim).map(size -> size.isConstant()).orElse(true));
    return sizes;
  }

  private static void drop(Map<String, List<String>> dropped, String what, String why) {
    dropped.computeIfAbsent(why, reason -> new ArrayList<>()).add(what);
  }

  /** Whether the functions and layers say what they said. */
  private static boolean sameCallables(List<Item> before, List<Item> now) {
    return before.stream().filter(item -> item.declaration() instanceof Declaration.Callable).allMatch(now::contains);
  }

  private static boolean isOfInstance(String path, Map<String, PromptBinding> bound) {
    PromptBinding owner = bound.get(path.substring(0, Math.max(0, path.indexOf('.'))));
    return owner != null && owner.type().isEmpty();
  }

  private static Optional<String> changed(State state, PromptBinding binding, Declared declared) {
    return binding.parts().values().stream().flatMap(type -> type.axes().stream())
        .filter(axis -> !declared.isSame(state.declared(), axis) || isOpenAndResized(axis, state))
        .findFirst().map(axis -> axis.dim().shown() + " has changed");
  }

  private static boolean isOpenAndResized(TypedAxis axis, State state) {
    return !state.sizes().keySet().containsAll(axis.size().openDims());
  }

  /** The binding under the new declarations, which learn from it what it stores. A value outlives its definition. */
  private static Optional<PromptBinding> again(PromptBinding binding, Map<String, PromptBinding> before,
      Declared declared) {
    if (binding.type().isPresent() && !binding.derived()) {
      return Optional.of(binding);
    }
    Map<String, PromptBinding> names = new LinkedHashMap<>(before);
    binding.reads().values().stream().filter(read -> read.type().isEmpty())
        .forEach(read -> names.putIfAbsent(read.name(), read));
    boolean works = declared.entry(binding.definition(), binding.site(), names, Recompute.NO).entry().isPresent();
    return works
        ? Optional.of(binding)
        : binding.type()
            .map(type -> new PromptBinding(binding.name(), binding.definition(), binding.site(), binding.type(),
                binding.number(), Map.of(), false));
  }

  private static Optional<String> changed(Weight weight, Optional<Type.Tensor> now, Declared declared) {
    if (now.isEmpty()) {
      return Optional.of(weight.axes().stream()
          .filter(axis -> declared.size(axis.name()).map(size -> !size.equals(axis.size())).orElse(false))
          .findFirst().map(axis -> axis.name() + " has changed").orElse("nothing stores it any more"));
    }
    List<Axis> axes = now.get().graphAxes();
    return axes.equals(weight.axes()) || weight.axes().size() > axes.size()
        && weight.axes().subList(weight.axes().size() - axes.size(), weight.axes().size()).equals(axes)
            ? Optional.empty()
            : Optional.of("was " + shape(weight.axes()) + ", is " + shape(axes));
  }

  private static String shape(List<Axis> axes) {
    return axes.stream().map(axis -> axis.name() + " = " + axis.size()).collect(Collectors.joining(", ", "[", "]"));
  }
}
