package adjoint.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FunctionsTest {

  private static final Functions<String> ALL = new Functions<>("initialise", models(), Optional.of(
      new TrainingFunctions<>("step", Optional.of("accumulate"),
          List.of(new PartialStep<>(List.of(2), List.of(3), "partial", Optional.of("gathers"))), "rows", "reduce",
          Optional.of("batches"),
          List.of("accuracy"))));

  private static Map<String, String> models() {
    Map<String, String> models = new LinkedHashMap<>();
    models.put("B", "second");
    models.put("A", "first");
    return models;
  }

  @Test
  void allAreThereOnce() {
    assertThat(ALL.stream()).containsExactly("initialise", "accumulate", "step", "partial", "gathers",
        "rows", "reduce", "batches", "second",
        "first");
  }

  @Test
  void eachKeepsItsPlaceInAnotherForm() {
    Functions<Integer> lengths = ALL.map(String::length);

    assertThat(lengths.initialise()).isEqualTo(10);
    assertThat(lengths.models()).containsExactly(Map.entry("B", 6), Map.entry("A", 5));
    assertThat(lengths.training())
        .contains(new TrainingFunctions<>(4, Optional.of(10),
            List.of(new PartialStep<>(List.of(2), List.of(3), 7, Optional.of(7))), 4, 6, Optional.of(7),
            List.of("accuracy")));
  }

  @Test
  void anUpdateHasTheFunctionsOfTheLinesThatAreDue() {
    TrainingFunctions<String> training = ALL.training().orElseThrow();
    assertThat(IntStream.rangeClosed(1, 7).mapToObj(update -> training.at(update).step())).containsExactly("step",
        "partial", "step", "partial", "step", "step", "step");
  }

  @Test
  void whatIsNotTrainedHasNoneOfTraining() {
    Functions<String> untrained = new Functions<>("initialise", Map.of(), Optional.empty());

    assertThat(untrained.map(String::length)).isEqualTo(new Functions<>(10, Map.of(), Optional.empty()));
  }
}
