package adjoint.stdlib;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What PyTorch computed for a whole `.nn` program, as `make_fixtures.py` wrote it down.
 *
 * @param name its folder and file: `layers/Conv2d-pad`
 * @param mode `inference`, `training`, `steps`, `initialiser`, `orthogonal`
 */
record Fixture(String name, String program, String mode, List<Line> lines) {

  static final Path FOLDER = Path.of("src/test/fixtures");

  /**
   * A tensor.
   *
   * @param kind `input`, `parameter`, `state`, `output`, `seed`, `gradient`, `after`, `moments`, `bounds`,
   *     `shape`, `gain`
   * @param name of the field, or the parameter's path
   * @param element `real`, `int`, `bool`
   */
  record Line(String kind, String name, String element, int[] sizes, double[] values) {

    float[] floats() {
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    int[] ints() {
      return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
    }
  }

  static List<Fixture> all(String folder) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(f -> f.toString().endsWith(".case")).sorted().map(Fixture::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fixture read(Path file) {
    try {
      String[] halves = Files.readString(file).split("(?m)^----\n", 2);
      List<String> lines = halves[1].lines().toList();
      String name = file.getParent().getFileName() + "/" + file.getFileName().toString().replace(".case", "");
      return new Fixture(name, halves[0], lines.getFirst().substring("mode ".length()),
          lines.stream().skip(1).map(Fixture::line).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String text) {
    int colon = text.indexOf(':');
    String[] head = text.substring(0, colon).split(" ", -1);
    int[] sizes = numbers(head[3], ",").mapToInt(Integer::parseInt).toArray();
    double[] values = numbers(text.substring(colon + 1), " ").mapToDouble(Fixture::number).toArray();
    return new Line(head[0], head[1], head[2], sizes, values);
  }

  private static Stream<String> numbers(String text, String separator) {
    return Arrays.stream(text.split(separator)).map(String::strip).filter(n -> !n.isEmpty());
  }

  private static double number(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  List<Line> lines(String kind) {
    return lines.stream().filter(l -> l.kind().equals(kind)).toList();
  }

  Line line(String kind, String wanted) {
    return lines.stream().filter(l -> l.kind().equals(kind) && l.name().equals(wanted)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return name;
  }
}
