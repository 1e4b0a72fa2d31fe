package adjoint.runtime.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All functions of a program, in one of their forms: as graphs, compiled, as class files.
 *
 * @param initialise writes the initial parameters and states; no inputs
 * @param models by name, each model's function in inference mode: its arguments to its results
 * @param training what a `train` block comes to; empty in a file without one
 */
public record Functions<F>(F initialise, Map<String, F> models, Optional<TrainingFunctions<F>> training) {

  /** Each of them in another form. */
  public <G> Functions<G> map(Function<? super F, ? extends G> form) {
    G first = form.apply(initialise);
    Optional<TrainingFunctions<G>> trained = training.map(t -> t.map(form));
    Map<String, G> others = new LinkedHashMap<>();
    models.forEach((name, model) -> others.put(name, form.apply(model)));
    return new Functions<>(first, others, trained);
  }

  /** All of them, in the order in which a run begins them. */
  public Stream<F> stream() {
    List<F> all = new ArrayList<>();
    map(all::add);
    return all.stream();
  }
}
