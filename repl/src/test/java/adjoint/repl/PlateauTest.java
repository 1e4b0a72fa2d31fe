package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `lr = plateau(…)`: what validation says decides about the rate, in a run that goes on after a stop, too. */
class PlateauTest {

  private static final String PROGRAM = """
      dim Batch
      optimizer Upward[lr = 1] {
        w <- w + lr + 0 * g
      }
      model Net(x: [Batch]) -> [Batch] {
        param a: real = -2
        a * x
      }
      train Net {
        data csv("numbers.csv") { x: real = column("x") }
        split train 50%, validation 50%
        minimize mean(Net(x)^2) using Upward[lr = plateau(0.5, factor = 0.5, patience = 0, floor = 0.1)]
        batch Batch = 4
        epochs 12
        seed 1
      }
      """;

  @TempDir
  Path folder;

  @Test
  void theRateFallsWhereNothingGetsBetterAndOnResumption() throws IOException {
    Files.writeString(folder.resolve("m.nn"), PROGRAM);
    Files.writeString(folder.resolve("numbers.csv"), "x\n" + "1\n".repeat(8));
    train("--out", folder.resolve("straight").toString());
    train("--out", folder.resolve("stopped").toString(), "--epochs", "7");
    train("--resume", folder.resolve("stopped").toString(), "--epochs", "12");
    List<String> rates = rates("straight");
    assertThat(rates).startsWith("0.5", "0.5", "0.5", "0.5", "0.5", "0.25", "0.125", "0.1").endsWith("0.1");
    assertThat(rates("stopped")).isEqualTo(rates);
    assertThat(Files.readAllBytes(folder.resolve("stopped/best.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("straight/best.safetensors")));
  }

  private void train(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "train";
    arguments[1] = folder.resolve("m.nn").toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    var outcome = Outcome.of(arguments);
    assertThat(outcome.exit()).as(outcome.err()).isZero();
  }

  /** The rates of the epochs, as the run's table has them. */
  private List<String> rates(String run) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(run).resolve("metrics.csv"));
    List<String> names = List.of(lines.getFirst().split(","));
    int column = IntStream.range(0, names.size()).filter(i -> names.get(i).equals("lr")).findFirst().orElseThrow();
    return lines.stream().skip(1).map(line -> line.split(",")[column]).toList();
  }
}
