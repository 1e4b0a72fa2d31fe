package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Outcome;
import org.junit.jupiter.api.Test;

/** What is wrong with a command line is told on standard error, with exit code 2 and the nearest word that is right. */
class UsageTest {

  @Test
  void whatOtherToolsTakeAsAnOptionIsAConstantOfTheFile() {
    assertThat(Outcome.of("train", "a.nn", "--lr=0.3").err()).isEqualTo("""
        error[NN0901]: unknown option --lr=0.3
          = a constant at the top of the file, lr = …, is set by --set lr=0.3
          = see nn train --help
        """);
  }

  @Test
  void anUnknownCommandIsAnswered() {
    var outcome = Outcome.of("docter");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("error[NN0902]: unknown command docter\n")
        .contains("help: did you mean doctor?", "see nn --help");
  }

  @Test
  void anUnknownCommandBeforeAKnownOneIsAnswered() {
    assertThat(Outcome.of("help", "train").err()).startsWith("error[NN0902]: unknown command help\n");
  }

  @Test
  void anUnknownOptionIsAnswered() {
    var outcome = Outcome.of("doctor", "--hlp");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("error[NN0901]: unknown option --hlp\n")
        .contains("help: did you mean --help?", "see nn doctor --help");
  }

  @Test
  void anUnknownOptionIsToldBeforeWhatIsMissing() {
    assertThat(Outcome.of("explain", "--hlp").err()).startsWith("error[NN0901]: unknown option --hlp\n");
  }

  @Test
  void aWordTooManyIsNotAnOption() {
    var outcome = Outcome.of("doctor", "strange");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0901]: unexpected word strange\n").doesNotContain("did you mean");
  }

  @Test
  void whatIsMissingIsNamed() {
    var outcome = Outcome.of("explain");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0903]: missing required parameter: 'CODE'\n");
  }

  @Test
  void nothingShowsTheCommands() {
    var outcome = Outcome.of();

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out()).contains("explain", "doctor");
  }

  @Test
  void helpIsNoMistake() {
    assertThat(Outcome.of("--help").exit()).isZero();
    assertThat(Outcome.of("explain", "--help").out()).startsWith("Usage: nn explain");
  }
}
