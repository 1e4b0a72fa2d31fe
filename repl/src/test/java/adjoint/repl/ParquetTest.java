package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table in Parquet files is what the same table in text is. */
class ParquetTest {

  private static final String TABLES = "../compiler/src/test/fixtures/parquet";

  private static final String NET = """
      dim Batch
      dim One = 1
      dim Colour = count("%1$s", "colour")

      model Net(x: [Batch, One]) -> [Batch, Colour] { Linear[One -> Colour](x) }

      train Net {
        data %2$s("%1$s") {
          x: [One]       = standardize(columns("x"))
          y: []          = column("y", missing = mean)
          colour: Colour = categories(column("colour"))
        }
        split train 75%%, validation 25%%
        minimize mean[Batch](cross_entropy[Colour](Net(x), colour) * y) using SGD[lr = 0.1]
        batch Batch = 8
        epochs 1
      }
      """;

  @TempDir
  private Path folder;

  private byte[] trained(String format, String path) throws Exception {
    var file = Files.writeString(folder.resolve(format + ".nn"), NET.formatted(path, format)).toString();
    var run = folder.resolve(format).toString();
    assertThat(Outcome.of("train", file, "--quiet", "--out", run)).isEqualTo(new Outcome(0, "", ""));
    return Files.readAllBytes(Path.of(run, "last.safetensors"));
  }

  /** Rows as `make_tables.py` writes them, with the header again at the beginning of the second file. */
  private void write(String name, int from, int to) throws Exception {
    Files.writeString(folder.resolve(name), "x,y,unread,colour\n" + IntStream.range(from, to)
        .mapToObj(i -> i / 8.0 + "," + (i % 7 == 0 ? "" : i % 3) + ",1," + (i % 2 == 1 ? "red" : "green") + "\n")
        .collect(Collectors.joining()));
  }

  @Test
  void itTrainsTheSameBits() throws Exception {
    for (var name : new String[]{"part-0.parquet", "part-1.parquet"}) {
      Files.copy(Path.of(TABLES, name), folder.resolve(name));
    }
    write("part-0.csv", 0, 25);
    write("part-1.csv", 25, 40);

    var bits = weights(trained("parquet", "part-*.parquet"));

    assertThat(bits).isEqualTo(weights(trained("csv", "part-*.csv")));
    assertThat(predicted("part-1.parquet")).isEqualTo(predicted("part-1.csv")).hasLineCount(16);
  }

  private String predicted(String input) {
    return Outcome.of("predict", folder.resolve("csv.nn").toString(), folder.resolve(input).toString(), "--weights",
        folder.resolve("csv").toString()).out();
  }

  /** Behind the header, which holds checksums of program and data. */
  private static String weights(byte[] file) {
    int header = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return HexFormat.of().formatHex(file, 8 + header, file.length);
  }
}
