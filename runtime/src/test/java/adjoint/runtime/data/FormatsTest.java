package adjoint.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FormatsTest {

  @Test
  void namesAndSourcesBelongToOneFormat() {
    assertThat(Formats.names()).doesNotHaveDuplicates();
    assertThat(Formats.ALL.stream().map(Format::type)).doesNotHaveDuplicates();
  }

  @Test
  void eachStandsInThePageOfSources() throws IOException {
    String page = Files.readString(Path.of("../docs/training.md"));
    assertThat(Formats.names()).allSatisfy(name -> assertThat(page).contains("\n| `" + name + "("));
  }

  @Test
  void eachFormatOfArraysStandsThereToo() throws IOException {
    String page = Files.readString(Path.of("../docs/training.md"));
    assertThat(ArrayFormats.names()).doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(page).containsPattern("\n\\|.*`" + name + "\\("));
  }
}
