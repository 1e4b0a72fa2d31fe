package adjoint.repl.command;

import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.Response;
import adjoint.repl.session.Sampling;
import adjoint.repl.session.TensorValue;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Recipe;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** `:data 4`: the first examples of the train block's data as values, under the names of the fields. */
final class BindExamples {

  private BindExamples() {}

  static Response answer(PromptContext context, String argument) {
    Recipe recipe = context.session().state().declared().recipe().filter(known -> known.data().isPresent())
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.NO_RECIPE, "no train block with data is declared"));
    if (!argument.isEmpty() && !argument.matches("[1-9]\\d{0,8}")) {
      throw new CommandFailure(CliProblem.BAD_VALUE, ":data takes a number of examples", Optional.of("help: :data 4"));
    }
    int examples = argument.isEmpty()
        ? recipe.batch().map(batch -> batch.size()).orElse(1)
        : Integer.parseInt(argument);
    Map<String, TensorValue> values = Sampling.sample(recipe, examples);
    int count = values.values().iterator().next().shape().getFirst();
    Response resized =
        recipe.batch().map(batch -> SetSize.resize(context, batch.dim(), count)).orElse(Response.NOTHING);
    values.forEach((name, value) -> context.session().become(context.session().state().with(name, value)));
    return resized.then(Response.text(values.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + TypeOf.sized(entry.getValue().type()))
        .collect(Collectors.joining("\n"))));
  }
}
