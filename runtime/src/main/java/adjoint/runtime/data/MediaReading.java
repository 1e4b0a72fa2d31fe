package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.picture.Pictures;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.sound.Sounds;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pictures and sounds whose paths a table holds. They begin at the folder of the table. */
final class MediaReading {

  private final Path folder;
  private final Table table;
  private final Place place;

  private MediaReading(Path folder, Table table, Place place) {
    this.folder = folder;
    this.table = table;
    this.place = place;
  }

  /** A field as a table has it: with a path in a cell. */
  static Field path(Field field, Source source) {
    boolean paths = source instanceof MediaFolder || source.arrays().isEmpty();
    return MediaCells.readsFiles(field) && paths
        ? new Field(field.name(), Element.INT, List.of(),
            Optional.of(new Field.IndexDim("", Integer.MAX_VALUE, List.of())), field.selection(), Field.Series.ROW,
            List.of(new Transform.Categories()), field.missing(), field.place())
        : field;
  }

  /** A table that holds the files of a field in place of their paths. */
  static Raw read(Field field, Raw raw, Table table, Source source, DataFiles files) {
    if (!(raw instanceof Raw.Named named) || !MediaCells.readsFiles(field)) {
      return raw;
    }
    Path path = source.paths().isEmpty()
        ? files.directory()
        : files.resolve(source.paths().get(0), source.place());
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    MediaReading reading = new MediaReading(folder, table, field.place());
    return MediaCells.sound(field).isPresent() ? reading.sounds(field, named) : reading.pictures(field, named);
  }

  /** Where pictures are too many for the memory, each is read again whenever it is asked for. */
  private Raw pictures(Field field, Raw.Named named) {
    Transform.Fit fit = MediaCells.picture(field).orElseThrow().fit();
    PictureAxes axes = PictureAxes.of(field.axes()).orElseThrow();
    boolean kept = (long) named.names().size() * axes.count() < Runtime.getRuntime().maxMemory() / 4;
    PictureRows read = row -> opened(named, row, (name, stream) -> Pictures.read(name, stream, fit, field));
    return new Raw.PictureSamples(kept ? kept(named, read) : read, named.positions().length, axes);
  }

  private static PictureRows kept(Raw.Named named, PictureRows read) {
    byte[][] all = new byte[named.names().size()][];
    for (int row = 0; row < named.positions().length; row++) {
      int at = named.positions()[row];
      all[at] = all[at] == null ? read.of(row) : all[at];
    }
    return row -> all[named.positions()[row]];
  }

  private Raw sounds(Field field, Raw.Named named) {
    Transform.Sound sound = MediaCells.sound(field).orElseThrow();
    int width = MediaCells.width(field);
    Map<Integer, double[]> read = new HashMap<>();
    Collected collected = Collected.inMemory(field, width);
    int[] starts = new int[named.positions().length + 1];
    for (int row = 0; row < named.positions().length; row++) {
      int at = row;
      double[] values = read.computeIfAbsent(named.positions()[row],
          position -> opened(named, at, (name, stream) -> Sounds.read(name, stream, sound, width)));
      String where = named.names().get(named.positions()[row]);
      double[] filled = Framed.filled(field, values, where);
      for (int frame = 0; frame < filled.length / width; frame++) {
        for (int i = 0; i < width; i++) {
          collected.cells().number(i, filled[frame * width + i], cell -> where);
        }
        collected.cells().endRow(true, cell -> where);
      }
      starts[row + 1] = GrowingNumbers.fitting((long) starts[row] + filled.length / width);
    }
    return new Raw.SoundWindows(collected.raw(), starts);
  }

  /** Reads an opened file. */
  private interface Reader<T> {
    T read(String name, InputStream stream) throws IOException;
  }

  private <T> T opened(Raw.Named named, int row, Reader<T> reader) {
    String path = named.names().get(named.positions()[row]);
    try (InputStream stream = Unpacking.unpacked(Files.newInputStream(folder.resolve(path)))) {
      return reader.read(path, stream);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw UserProblem.of(RuntimeProblem.DATA_MISSING, table.places().of(row) + ": there is no file "
          + Words.printable(path)).at(place).hint("paths begin at " + folder);
    } catch (IOException e) {
      throw Unpacking.unreadable(path, e).at(place);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    }
  }
}
