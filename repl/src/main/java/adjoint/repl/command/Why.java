package adjoint.repl.command;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.Response;
import adjoint.repl.session.State;
import adjoint.runtime.CliProblem;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * `:why x`: where the dims of a value come from, which stable form it is computed by, and what the planner noted: whether it is kept or computed again, and why
 * it shares no kernel with something else.
 */
final class Why {

  private Why() {}

  static Response answer(PromptContext context, String argument) {
    State state = context.session().state();
    Optional<Declaration.Dim> dim = dim(state, argument);
    if (dim.isPresent()) {
      return Response.text(String.join("\n", dim(state, dim.get())));
    }
    boolean inside = argument.matches("[\\w.]+") && !state.bound().containsKey(argument);
    List<String> lines = new ArrayList<>(inside ? program(context, argument) : List.of());
    if (lines.isEmpty()) {
      LoweredEntry entry = Expression.of(argument, "why").lower(context.session(), Recompute.YES);
      entry.results().values().forEach(type -> lines.addAll(dims(state, type)));
      lines.addAll(notes(new InspectedFunction(entry.graph(), entry.layout())));
    }
    if (lines.isEmpty()) {
      throw new CommandFailure(CliProblem.NOTHING_TO_SHOW, "there is nothing to tell about " + argument,
          Optional.empty());
    }
    return Response.text(String.join("\n", lines.stream().distinct().toList()));
  }

  private static Optional<Declaration.Dim> dim(State state, String name) {
    return state.items().stream().filter(item -> item.key().equals(name))
        .filter(item -> item.declaration() instanceof Declaration.Dim)
        .map(item -> (Declaration.Dim) item.declaration()).findFirst();
  }

  private static List<String> dim(State state, Declaration.Dim dim) {
    List<String> lines = new ArrayList<>(List.of(declared(state, dim)));
    List<String> values = state.bound().values().stream().filter(binding -> binding.parts().values().stream()
        .anyMatch(type -> type.axes().stream().anyMatch(axis -> axis.dim().name().equals(dim.name()))))
        .map(binding -> binding.name()).toList();
    List<String> weights = state.declared().stored().entrySet().stream()
        .filter(entry -> entry.getValue().axes().stream().anyMatch(axis -> axis.dim().name().equals(dim.name())))
        .map(entry -> entry.getKey()).sorted().toList();
    Stream.of(values.isEmpty() ? "" : "values along it: " + Words.some(values),
        weights.isEmpty() ? "" : "stored along it: " + Words.some(weights)).filter(line -> !line.isEmpty())
        .forEach(lines::add);
    return lines;
  }

  /** `Pixel is 64: dim Pixel = 8 * 8 (digits.nn:3)`. */
  private static String declared(State state, Declaration.Dim dim) {
    String size = Optional.ofNullable(state.sizes().get(dim.name())).map(Object::toString)
        .orElseGet(() -> state.declared().size(dim.name()).filter(known -> known.isConstant()).map(Object::toString)
            .orElse("open"));
    return dim.name() + " is " + size + ": " + dim.span().text().strip() + " (" + dim.span().source().name() + ":"
        + dim.span().line() + ")";
  }

  private static List<String> dims(State state, Type type) {
    return switch (type) {
      case Type.Tensor t -> t.axes().stream().map(axis -> axis(state, axis)).toList();
      case Type.Fields f -> f.fields().values().stream().flatMap(part -> dims(state, part).stream()).toList();
    };
  }

  private static String axis(State state, TypedAxis axis) {
    Optional<Declaration.Dim> dim = dim(state, axis.dim().name().replaceAll("'+$", ""));
    boolean same = dim.isPresent() && state.declared().size(dim.get().name()).map(axis.size()::equals).orElse(false);
    return same ? declared(state, dim.get()) : axis.dim().shown() + " is " + axis.size() + " here";
  }

  /** By which stable forms something is computed, and what the planner noted. */
  private static List<String> notes(InspectedFunction target) {
    List<String> notes = new ArrayList<>(StabilizeForms.notes(target.graph()));
    notes.addAll(Stages.plan(target).notes());
    return notes;
  }

  /** What is noted about a value inside of the program, function by function. */
  private static List<String> program(PromptContext context, String name) {
    return InspectedFunction.program(context).stream().flatMap(target -> notes(target).stream()
        .filter(note -> note.startsWith(name + ":")).map(note -> target.graph().name() + ": " + note)).toList();
  }
}
