package adjoint.repl.start;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RehearsedNetsTest {

  @ParameterizedTest
  @FieldSource("adjoint.repl.start.RehearsedNets#ALL")
  void theirStepsHaveBothForms(String text) {
    var lowered = RehearsedNets.lowered(text);

    var forms = Backend.forms(Compiler.simplified(lowered.training().orElseThrow().step()), lowered.layout());

    assertThat(forms.scalar().classes()).isNotEmpty();
    assertThat(forms.vector().classes()).isNotEmpty();
  }
}
