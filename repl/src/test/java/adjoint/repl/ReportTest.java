package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics of several numbers: each has a name, and a table shows them. */
class ReportTest {

  @TempDir
  Path folder;

  @Test
  void recordsAndDimsAreToldByName() throws IOException {
    Files.writeString(folder.resolve("m.nn"), """
        dim Batch
        dim Kind = {small, large}
        model Net(x: [Batch]) -> [Batch, Kind] {
          param scale: real = 1
          scale * x[Batch, Kind] * where(index[Kind] == 1, 1, 0)
        }
        train Net {
          data csv("numbers.csv") { x: real = column("x"), kind: Kind = column("kind") }
          split train 50%, test 50%
          minimize cross_entropy[Kind](Net(x), kind) using SGD[lr = 0]
          metric accuracy = mean(argmax[Kind](Net(x)) == kind)
          metric report = class_report[Kind](argmax[Kind](Net(x)), kind)
          metric middle = mean[Batch](x[Batch, Kind])
          batch Batch = 4
          epochs 1
          shuffle false
        }
        """);
    Files.writeString(folder.resolve("numbers.csv"), "x,kind\n" + "1,large\n1,small\n-1,small\n-1,small\n".repeat(2));
    var outcome = Outcome.of("train", folder.resolve("m.nn").toString(), "--out", folder.resolve("run").toString());
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("accuracy 0.7500").contains("report  precision     recall         f1    support")
        .contains("  large      0.6667     1.0000     0.8000     2.0000").contains("  middle")
        .doesNotContain("report.");
    var json = Outcome.of("evaluate", folder.resolve("m.nn").toString(), "--weights",
        folder.resolve("run/last.safetensors").toString(), "--json");
    assertThat(json.out()).contains("\"report.recall.small\"");
  }
}
