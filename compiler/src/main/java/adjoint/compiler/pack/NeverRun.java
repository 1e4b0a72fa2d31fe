package adjoint.compiler.pack;

import adjoint.compiler.pack.ModelJar.Contents;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which classes a model never runs, though code that it runs calls them: a choice by what its inputs are. What a choice by a class itself
 * leaves out, {@link UsedMethods} finds.
 */
final class NeverRun {

  private static final String CSV = "de/siegmar/fastcsv/reader/";
  private static final String DATA = "adjoint/runtime/data/";
  private static final String TRANSFORM = "adjoint/runtime/recipe/Transform$";

  /** Who runs what; what separates cells is one character, and their rows are no stream. */
  private static final List<Row> ROWS = List.of(
      new Row(_ -> false, CSV + "RelaxedCsvParser", CSV + "CsvReader$CsvSpliterator"),
      new Row(NeverRun::readsText, DATA + "Tokens", DATA + "OneText"),
      new Row(NeverRun::readsSequences, DATA + "OneSequence"),
      new Row(contents -> !readsText(contents), DATA + "ArrayRows", DATA + "ImageReading", DATA + "IdxReading",
          DATA + "NpyReading"),
      new Row(contents -> contents.writes().isPresent(), "adjoint/runtime/serve/Told"),
      new Row(NeverRun::readsPictures, "adjoint/runtime/picture/Pictures", TRANSFORM + "Fit",
          TRANSFORM + "Augmentation"),
      new Row(NeverRun::readsSounds, "adjoint/runtime/sound/Sounds", TRANSFORM + "Spectrum",
          TRANSFORM + "Spectrum$Kind"),
      new Row(contents -> readsPictures(contents) || readsSounds(contents), DATA + "MediaFile"));

  private NeverRun() {}

  private record Row(Predicate<Contents> runs, String... classes) {}

  /** The internal names of the classes that none of several models runs. */
  static Set<String> of(List<Contents> models) {
    Set<String> names = of(models.getFirst());
    models.forEach(each -> names.retainAll(of(each)));
    return names;
  }

  private static Set<String> of(Contents contents) {
    Set<String> names = new TreeSet<>();
    ROWS.stream().filter(row -> !row.runs().test(contents)).forEach(row -> names.addAll(List.of(row.classes())));
    return names;
  }

  private static boolean readsText(Contents contents) {
    return contents.model().inputs().stream().anyMatch(Encoder::readsText);
  }

  private static boolean readsSequences(Contents contents) {
    return contents.model().inputs().stream().anyMatch(field -> field.open().isPresent() && !Encoder.readsText(field));
  }

  private static boolean readsPictures(Contents contents) {
    return reads(contents, Transform.Picture.class);
  }

  private static boolean readsSounds(Contents contents) {
    return reads(contents, Transform.Sound.class);
  }

  private static boolean reads(Contents contents, Class<? extends Transform> kind) {
    Stream<Field> trained = contents.training().stream().flatMap(training -> training.recipe().fields().stream());
    return Stream.concat(contents.model().inputs().stream(), trained)
        .flatMap(field -> field.transforms().stream()).anyMatch(kind::isInstance);
  }
}
