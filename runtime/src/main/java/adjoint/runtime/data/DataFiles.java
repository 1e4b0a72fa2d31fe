package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.FileNames;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Finds a recipe's files. A path starts at the `.nn` file's folder, unless `--data name=path` replaces it: a name is
 * that of a file without its endings (`digits` for `digits.csv.gz`) or of the folder that a path begins with (`mnist`
 * for `mnist/labels.gz`).
 */
record DataFiles(Path directory, Map<String, String> replaced) {

  /** An opened file, gzip unpacked. */
  record Opened(String name, InputStream stream) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** Refuses a name of `--data` that no path of the recipe has. */
  void checkNames(List<String> paths) {
    Set<String> names = new LinkedHashSet<>();
    paths.forEach(p -> names.addAll(names(p)));
    for (String name : replaced.keySet()) {
      if (!names.contains(name)) {
        throw UserProblem.of(RuntimeProblem.UNKNOWN_DATA_NAME, "no data are named " + name)
            .hint(Similar.nearest(name, names).map(n -> "did you mean " + n + "?")
                .orElse(names.isEmpty() ? "this file reads no data" : "names here: " + String.join(", ", names)));
      }
    }
  }

  private static List<String> names(String path) {
    List<String> parts = parts(path);
    List<String> names = new ArrayList<>();
    if (!parts.isEmpty()) {
      names.add(stem(parts.get(parts.size() - 1)));
    }
    if (parts.size() > 1) {
      names.add(parts.get(0));
    }
    return names;
  }

  private static List<String> parts(String path) {
    return Stream.of(path.split("[/\\\\]")).filter(p -> !p.isEmpty() && !p.equals(".") && !p.equals(".."))
        .collect(Collectors.toList());
  }

  private static String stem(String file) {
    int dot = file.indexOf('.', 1);
    return dot < 0 ? file : file.substring(0, dot);
  }

  Path resolve(String path, Place place) {
    try {
      List<String> parts = parts(path);
      String stem = parts.isEmpty() ? "" : stem(parts.get(parts.size() - 1));
      boolean folder = path.endsWith("/");
      if (replaced.containsKey(stem) && Files.isDirectory(Path.of(replaced.get(stem))) == folder) {
        return Path.of(replaced.get(stem));
      }
      if (parts.size() > 1 && replaced.containsKey(parts.get(0))) {
        return Path.of(replaced.get(parts.get(0))).resolve(String.join("/", parts.subList(1, parts.size())));
      }
      return directory.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw UserProblem.of(RuntimeProblem.DATA_MISSING, Words.quoted(path) + " can't be a file's name: "
          + FileNames.why(e)).at(place);
    }
  }

  /** The folder of a path, which `--data` may replace as a whole. */
  Path folder(String path, Place place) {
    Path folder = resolve(path, place);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    throw Files.exists(folder)
        ? UserProblem.of(RuntimeProblem.DATA_UNREADABLE, folder + " is a file, not a folder").at(place)
        : missing(path, folder, place);
  }

  /** The paths of all files below a folder, from there, sorted; hidden ones are left out. */
  static List<String> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize)
          .map(file -> file.toString().replace(File.separatorChar, '/'))
          .filter(file -> !file.startsWith(".") && !file.contains("/.")).sorted().collect(Collectors.toList());
    } catch (IOException e) {
      throw Unpacking.unreadable(folder.toString(), e);
    } catch (UncheckedIOException e) {
      throw Unpacking.unreadable(folder.toString(), e.getCause());
    }
  }

  /** The paths that a pattern stands for, sorted; a path without `*` and `?` stands for itself. */
  List<String> matching(String path, Place place) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!isPattern(path)) {
      return List.of(path);
    }
    String before = path.substring(0, path.length() - name.length());
    List<String> found = new ArrayList<>();
    if (Files.isDirectory(resolve(path, place).getParent())) {
      for (String file : beside(resolve(path, place))) {
        if (HeaderColumns.fits(file, name)) {
          found.add(before + file);
        }
      }
    }
    if (found.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.DATA_MISSING, "no file is called as " + resolve(path, place)).at(place)
          .hint("`*` stands for any characters of a name, `?` for one");
    }
    Collections.sort(found);
    return found;
  }

  private static boolean isPattern(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
  }

  Opened open(String path, Place place) {
    Path file = readable(path, place);
    try {
      return new Opened(file.getFileName().toString(), Unpacking.unpacked(Files.newInputStream(file)));
    } catch (IOException e) {
      throw Unpacking.unreadable(file.toString(), e).at(place);
    }
  }

  /** Of a file's bytes, packed or not; of a folder those of all files below it, and their names. */
  String checksum(String path, Place place) {
    CRC32C crc = new CRC32C();
    if (path.endsWith("/")) {
      Path folder = folder(path, place);
      for (String file : below(folder)) {
        crc.update(file.getBytes(StandardCharsets.UTF_8));
        update(crc, folder.resolve(file), place);
      }
    } else {
      for (String file : matching(path, place)) {
        update(crc, readable(file, place), place);
      }
    }
    return Long.toHexString(crc.getValue());
  }

  private static void update(CRC32C crc, Path file, Place place) {
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] some = new byte[1 << 16];
      for (int n = bytes.read(some); n >= 0; n = bytes.read(some)) {
        crc.update(some, 0, n);
      }
    } catch (IOException e) {
      throw Unpacking.unreadable(file.toString(), e).at(place);
    }
  }

  /** The file of a path, which can be read. */
  Path readable(String path, Place place) {
    Path file = resolve(path, place);
    if (!Files.exists(file)) {
      throw missing(path, file, place);
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      String why = Files.isDirectory(file) ? " is a folder, not a file" : " may not be read";
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file + why).at(place);
    }
    return file;
  }

  private UserProblem missing(String path, Path file, Place place) {
    UserProblem problem = UserProblem.of(RuntimeProblem.DATA_MISSING, "there is no file " + file).at(place);
    List<String> beside = beside(file);
    List<String> parts = parts(path);
    if (beside.isEmpty() && parts.size() > 1) {
      return problem.hint("say where it is: --data " + parts.get(0) + "=DIRECTORY");
    }
    return problem.hint(Similar.nearest(file.getFileName().toString(), beside).map(n -> "did you mean " + n + "?")
        .orElse("say where it is: --data " + stem(parts.get(parts.size() - 1)) + "=FILE"));
  }

  private static List<String> beside(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).collect(Collectors.toList());
    } catch (IOException e) {
      return List.of();
    }
  }
}
