package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.diagnostic.Code;
import adjoint.repl.Outcome;
import adjoint.repl.problem.CliProblem;
import adjoint.runtime.Problem;
import adjoint.runtime.command.Misuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {

  @ParameterizedTest
  @EnumSource(CliProblem.class)
  void everyMessageOfTheCommandLineHasAPage(CliProblem problem) {
    assertThatPageIsWhole(problem.code());
    assertThat(Outcome.of("explain", problem.code()).out()).startsWith(problem.code() + ": " + problem.title() + "\n");
  }

  @ParameterizedTest
  @EnumSource(Misuse.class)
  void aModelsJarSpeaksAsNn(Misuse misuse) {
    assertThat(misuse.code()).isEqualTo(CliProblem.valueOf(misuse.name()).code());
  }

  @ParameterizedTest
  @EnumSource(Problem.class)
  void everyMessageOfARunHasAPage(Problem problem) {
    assertThatPageIsWhole(problem.code());
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyMessageAboutAProgramHasAPage(Code code) {
    assertThat(Outcome.of("explain", code.name()).out()).startsWith(code.name() + ": " + code.title() + "\n");
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

  private static void assertThatPageIsWhole(String code) {
    var outcome = Outcome.of("explain", code);

    assertThat(outcome.exit()).as(code).isZero();
    assertThat(outcome.out()).startsWith(code + ": ").contains("\n    ", "\nFix. ");
  }
}
