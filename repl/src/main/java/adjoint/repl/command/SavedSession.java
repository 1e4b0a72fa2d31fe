package adjoint.repl.command;

import adjoint.compiler.lower.prompt.PromptBinding;
import adjoint.repl.session.Item;
import adjoint.repl.session.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session as a `.nn` file: the declarations as they were written, then what is bound, in a test block.
 *
 * @param owners what may own weights, besides models
 * @param left the bound names that no statement reproduces
 */
record SavedSession(String text, Set<String> owners, List<String> left) {

  /** The size of an open dim is nothing that a file says, so it stands in a comment. */
  private static final String SIZE = "// :set ";
  private static final Pattern SIZES = Pattern.compile("^ *" + SIZE + "(.+)$", Pattern.MULTILINE);
  private static final Pattern RESULT = Pattern.compile("\\$(\\d+)");

  static SavedSession of(State state) {
    List<PromptBinding> kept = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (PromptBinding binding : wanted(state)) {
      boolean readsKept = Collections.disjoint(binding.reads().keySet(), left);
      if (binding.isDefined() && binding.isCurrent(state.bound()) && readsKept) {
        kept.add(binding);
      } else {
        left.add(binding.name());
      }
    }
    String declared = state.items().stream().map(Item::text).collect(Collectors.joining("\n\n"));
    Stream<String> sizes = state.sizes().entrySet().stream().map(size -> SIZE + size.getKey() + "=" + size.getValue());
    String bound = Stream.concat(sizes, kept.stream().map(SavedSession::statement).distinct())
        .map(text -> "  " + text.replace("\n", "\n  ")).collect(Collectors.joining("\n"));
    String block = bound.isEmpty() ? "" : "test \"" + LoadAndSave.SESSION + "\" {\n" + bound + "\n}\n";
    String text = declared.isEmpty() ? block : declared + "\n" + (block.isEmpty() ? "" : "\n" + block);
    return new SavedSession(text, kept.stream().map(PromptBinding::site).collect(Collectors.toSet()), left);
  }

  /** The sizes of open dims in the text of a saved session, each as `:set` takes it. */
  static List<String> sizes(String text) {
    return SIZES.matcher(text).results().map(size -> size.group(1)).toList();
  }

  /** What has a name, and the results that it reads. */
  private static List<PromptBinding> wanted(State state) {
    Set<String> names = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(state.bound().keySet().stream().filter(name -> !isResult(name)).toList());
    while (!open.isEmpty()) {
      String name = open.removeLast();
      if (names.add(name)) {
        state.bound().get(name).reads().keySet().stream().filter(state.bound()::containsKey).forEach(open::add);
      }
    }
    return state.bound().values().stream().filter(binding -> names.contains(binding.name())).toList();
  }

  private static boolean isResult(String name) {
    return name.startsWith("$");
  }

  private static String statement(PromptBinding binding) {
    String written = RESULT.matcher(binding.definition().span().text().strip()).replaceAll("result$1");
    return isResult(binding.name())
        ? RESULT.matcher(binding.name()).replaceFirst("result$1") + " = " + written
        : written;
  }
}
