package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.exchange.WeightFormat;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** `safetensors("banks.safetensors", "mel")`: one tensor of a file of several. */
public record NamedTensor(String path, String name, Place place) implements ArraySource {

  static NamedTensor of(SourceArguments written) {
    return new NamedTensor(written.path(), written.part().orElse(""), written.place());
  }

  @Override
  public List<NamedFile> files() {
    return List.of(new NamedFile(ArrayFormats.ARRAY, path));
  }

  Table read(DataFiles found, List<Field> fields) {
    return ArrayReading.table(Map.of(ArrayFormats.ARRAY, read(found)), place, fields);
  }

  @Override
  public NumberArray read(DataFiles found) {
    TensorFile file = open(found);
    TensorFile.Entry entry = entry(file);
    List<Integer> shape =
        entry.shape().stream().map(size -> (int) Math.min(size, Integer.MAX_VALUE)).collect(Collectors.toList());
    double[] values = new double[(int) Math.min(Integer.MAX_VALUE - 8, count(entry))];
    file.verify();
    file.read(entry, (i, value) -> values[i] = value);
    return new NumberArray(path, shape, new NumberArray.Doubles(values));
  }

  private static long count(TensorFile.Entry entry) {
    return entry.shape().stream().reduce(1L, (a, b) -> a * b);
  }

  @Override
  public List<Long> shape(DataFiles found) {
    return entry(open(found)).shape();
  }

  private TensorFile open(DataFiles found) {
    try {
      return WeightFormat.open(found.readable(path, place));
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    }
  }

  /** The only one may go without its name. */
  private TensorFile.Entry entry(TensorFile file) {
    Map<String, TensorFile.Entry> entries = file.entries();
    if (name.isEmpty() && entries.size() == 1) {
      return entries.values().iterator().next();
    }
    if (!entries.containsKey(name)) {
      throw UserProblem
          .of(RuntimeProblem.UNKNOWN_COLUMN, name.isEmpty()
              ? path + " holds " + Words.count(entries.size(), "tensor") + ": say which, behind the file's name"
              : path + " holds no tensor " + Words.quoted(name))
          .at(place).hint(Similar.nearest(name, entries.keySet()).map(n -> "did you mean " + Words.quoted(n) + "?")
              .orElse("tensors there: " + Words.some(List.copyOf(entries.keySet()))));
    }
    return entries.get(name);
  }
}
