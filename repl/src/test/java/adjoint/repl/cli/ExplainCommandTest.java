package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Outcome;
import adjoint.repl.problem.ProblemKinds;
import adjoint.runtime.ProblemKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfProblemHasAPageUnderItsTitle(ProblemKind kind) {
    var outcome = Outcome.of("explain", kind.code());

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).startsWith(kind.code() + ": " + kind.title() + "\n").contains("\n    ")
        .containsAnyOf("\nFix. ", "\nright:\n");
  }

  static List<ProblemKind> kinds() {
    return ProblemKinds.all();
  }

  @Test
  void examplesStandIndentedUnderTheirVerdict() {
    assertThat(Outcome.of("explain", "NN0104").out())
        .contains("\nwrong:\n    fn scale", "\nright:\n    fn scale")
        .doesNotContain("```", "# ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nn0902", "0902", "NN0902"})
  void aCodeMayBeWrittenShort(String code) {
    assertThat(Outcome.of("explain", code).out()).startsWith("NN0902: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NN9998", "../NN0902", "digits.nn"})
  void otherWordsAreNoCodes(String code) {
    var outcome = Outcome.of("explain", code);

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("error[NN0905]: there is no message " + code);
  }
}
