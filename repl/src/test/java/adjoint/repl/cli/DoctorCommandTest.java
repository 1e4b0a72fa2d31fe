package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Outcome;
import adjoint.repl.machine.Machine;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

  private static final String SWITCH = "adjoint.vectors";

  private static final Machine GOOD = new Machine(true, OptionalInt.of(256), true, 1.2);

  private final String outer = System.getProperty(SWITCH, "on");

  @BeforeEach
  void switchVectorsOn() {
    System.setProperty(SWITCH, "on");
  }

  @AfterEach
  void switchBack() {
    System.setProperty(SWITCH, outer);
  }

  @Test
  void saysWhatRuns() {
    var outcome = Outcome.of("doctor");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .contains(System.getProperty("java.runtime.version"))
        .containsPattern("cores +\\d+")
        .containsPattern("vectors +\\d+ bits: \\d+ lanes of f32")
        .containsPattern("HotSpot +compiles kernels as it does other code")
        .containsPattern("kernels +(vector|scalar) code");
  }

  @Test
  void vectorCodeNeedsNoReason() {
    assertThat(DoctorCommand.whyScalar(GOOD)).isEmpty();
  }

  @Test
  void theSwitchIsAReason() {
    System.setProperty(SWITCH, "off");

    assertThat(DoctorCommand.whyScalar(GOOD).orElseThrow()).contains("-Dadjoint.vectors=off");
  }

  @Test
  void scalarCodeHasAReason() {
    assertThat(DoctorCommand.whyScalar(new Machine(false, OptionalInt.empty(), true, 1.2)).orElseThrow())
        .contains("jdk.incubator.vector");
    assertThat(DoctorCommand.whyScalar(new Machine(true, OptionalInt.of(64), true, 1.2)).orElseThrow())
        .contains("128 bits");
    assertThat(DoctorCommand.whyScalar(new Machine(true, OptionalInt.of(256), false, 1.2)).orElseThrow())
        .contains("-Xint");
    assertThat(DoctorCommand.whyScalar(new Machine(true, OptionalInt.of(256), true, 400)).orElseThrow())
        .contains("emulated");
  }
}
