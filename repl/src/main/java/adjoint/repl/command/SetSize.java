package adjoint.repl.command;

import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.Response;
import adjoint.repl.session.State;
import adjoint.runtime.CliProblem;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** `:set Batch=4`: how large an open dim is in values. */
final class SetSize {

  private static final Pattern SETTING = Pattern.compile("(\\w+)\\s*=\\s*(\\d{1,9})");

  private SetSize() {}

  static Response answer(PromptContext context, String argument) {
    State state = context.session().state();
    if (argument.isEmpty()) {
      return Response.text(state.sizes().entrySet().stream().map(e -> e.getKey() + " = " + e.getValue())
          .collect(Collectors.joining("\n")));
    }
    Matcher setting = SETTING.matcher(argument);
    if (!setting.matches() || Long.parseLong(setting.group(2)) == 0) {
      throw new CommandFailure(CliProblem.BAD_VALUE, ":set takes an open dim and a whole number of at least 1",
          Optional.of("help: :set Batch=4"));
    }
    String dim = setting.group(1);
    Optional<Size> size = state.declared().size(dim);
    if (!size.map(s -> !s.isConstant()).orElse(false)) {
      throw new CommandFailure(CliProblem.UNKNOWN_PATH,
          size.isPresent() ? dim + " has its size already, " + size.get() : "there is no dim " + dim,
          Optional.of(size.isPresent()
              ? "help: declare it again: dim " + dim + " = " + setting.group(2)
              : "help: declare it: dim " + dim));
    }
    return resize(context, dim, Long.parseLong(setting.group(2)));
  }

  /** Values of another size are dropped. */
  static Response resize(PromptContext context, String dim, long size) {
    State state = context.session().state();
    Map<String, Long> sizes = new LinkedHashMap<>(state.sizes());
    Long before = sizes.put(dim, size);
    List<String> dropped = before == null || before == size ? List.of() : state.sizedBy(dim);
    context.session().become(state.without(dropped).withSizes(sizes));
    return dropped.isEmpty()
        ? Response.NOTHING
        : Response.note("dropped: " + String.join(", ", dropped) + " (" + dim + " was " + before + ")");
  }
}
