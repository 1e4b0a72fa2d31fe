package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * `npz("mnist.npz", image = "x_train", label = "y_train")`: arrays of one of NumPy's archives, of one length.
 *
 * @param members what fields call arrays, and what these are called in the archive
 */
public record Npz(String path, List<NamedFile> members, Place place) implements Source {

  private static final String SUFFIX = ".npy";

  public Npz {
    members = List.copyOf(members);
  }

  static Npz of(SourceArguments written) {
    return new Npz(written.path(), written.named(1), written.place());
  }

  @Override
  public List<String> paths() {
    return List.of(path);
  }

  @Override
  public List<String> arrays() {
    List<String> names = new ArrayList<>();
    members.forEach(member -> names.add(member.name()));
    return names;
  }

  Table read(DataFiles files, List<Field> fields) {
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    try (ZipFile archive = new ZipFile(files.readable(path, place).toFile())) {
      for (NamedFile member : members) {
        arrays.put(member.name(), array(archive, member.path()));
      }
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, path + " is no whole archive (" + e.getMessage() + ")")
          .at(place);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    }
    return ArrayReading.table(arrays, place, fields);
  }

  private NumberArray array(ZipFile archive, String name) throws IOException {
    ZipEntry entry = archive.getEntry(name + SUFFIX);
    if (entry == null) {
      List<String> there = new ArrayList<>();
      archive.stream().forEach(each -> there.add(each.getName().replaceAll("[.]npy$", "")));
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, path + " holds no array " + Words.quoted(name))
          .hint(Similar.nearest(name, there).map(near -> "did you mean " + Words.quoted(near) + "?")
              .orElse("arrays there: " + Words.some(there)));
    }
    try (InputStream stream = archive.getInputStream(entry)) {
      return NpyReading.read(path + ": " + name, stream);
    }
  }
}
