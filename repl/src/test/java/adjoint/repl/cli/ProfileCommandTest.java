package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `nn profile`: what it shows, and what it can't. How long anything took is asked of nobody. */
class ProfileCommandTest {

  private static final String XOR = "../examples/xor/xor.nn";

  @TempDir
  private Path folder;

  @Test
  void aTrainingStepIsShownByLineAndKernelAndAsAPage() throws IOException {
    var page = folder.resolve("xor.html");
    var outcome = Outcome.of("profile", XOR, "--steps", "2", "--threads", "1", "--html", page.toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out().lines().findFirst().orElseThrow())
        .matches(".*xor\\.nn: a training step, Batch = 4, 1 thread, .*[µm]s; .*[µm]s with a clock after each kernel");
    assertThat(outcome.out()).contains("measured here: multiply-adds ", "line  kernel", "calls", "roofline",
        "minimize", "linear1.weight");
    assertThat(Files.readString(page)).startsWith("<!doctype html>").contains("<svg", "<circle", "linear1", "</html>")
        .doesNotContain("src=", "href=", "@import");
  }

  @Test
  void anOpenDimNeedsASize() throws IOException {
    var file = Files.writeString(folder.resolve("open.nn"), """
        dim Batch
        dim In = 2

        model Sum(x: [Batch, In]) -> [Batch] { sum[In](x) }
        """);

    assertThat(Outcome.of("profile", file.toString()).err())
        .startsWith("error[NN0912]: Batch is open, and a profile needs its size\n").contains("--size Batch=32");
    assertThat(Outcome.of("profile", file.toString(), "--size", "Bach=2").err())
        .startsWith("error[NN0904]: --size Bach=2 gives no open dim a size\n").contains("open are Batch");
    assertThat(Outcome.of("profile", file.toString(), "--size", "Batch=two").err()).startsWith("error[NN0904]: ");
    assertThat(Outcome.of("profile", file.toString(), "--size", "Batch=2", "--threads", "1").out())
        .contains("a prediction of Sum, Batch = 2, 1 thread").doesNotContain("minimize");
  }

  @Test
  void aFileWithoutAModelHasNothingToTime() throws IOException {
    var file = Files.writeString(folder.resolve("nothing.nn"), "dim Batch\n");

    assertThat(Outcome.of("profile", file.toString()).err()).startsWith("error[NN0907]: ");
  }
}
