package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any number of threads, vectors of each width, scalar code and a change between them train the same weights. */
class SameBitsTest {

  private static final String WIDE = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";

  /** By folder: the options of its Java. */
  private static final Map<String, List<String>> JAVAS = Map.of("scalar", List.of(),
      "vectors128", List.of(WIDE, "-XX:MaxVectorSize=16"), "vectors256", List.of(WIDE, "-XX:MaxVectorSize=32"),
      "vectors512", List.of(WIDE, "-XX:MaxVectorSize=64"));

  @TempDir
  private Path folder;

  @Test
  void eachWayTrainsTheSameWeights() throws Exception {
    for (var java : JAVAS.entrySet()) {
      Process process = start(java.getKey(), java.getValue());
      assertThat(process.waitFor()).as(words(java.getKey())).isZero();
    }

    assertThat(words("vectors128")).isEqualTo("128");
    assertThat(words("vectors256")).isIn("128", "256"); // no wider than the machine's
    assertThat(words("vectors512")).isIn("128", "256", "512");
    for (String program : EachWay.PROGRAMS.keySet()) {
      List<Path> runs = runs(program);
      assertThat(runs).hasSize(3 * JAVAS.size());
      byte[] first = WeightBits.last(runs.getFirst());
      runs.forEach(run -> assertThat(WeightBits.last(run)).as(run.toString()).isEqualTo(first));
    }
  }

  private Process start(String name, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-Xlog:disable", "-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    command.addAll(List.of(EachWay.class.getName(), folder.resolve(name).toString()));
    return new ProcessBuilder(command).redirectOutput(folder.resolve(name + ".out").toFile())
        .redirectError(folder.resolve(name + ".err").toFile()).start();
  }

  /** What a process said; its complaints where there are some. */
  private String words(String name) throws IOException {
    String out = Files.readString(folder.resolve(name + ".out")).strip();
    return out.isEmpty() ? Files.readString(folder.resolve(name + ".err")) : out;
  }

  private List<Path> runs(String program) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.endsWith("last.safetensors") && f.toString().contains("/" + program + "/"))
          .map(Path::getParent).toList();
    }
  }
}
