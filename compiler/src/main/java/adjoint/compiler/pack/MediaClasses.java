package adjoint.compiler.pack;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What models that read neither pictures nor sounds do without, though all of what reads examples mentions it. */
final class MediaClasses {

  private static final String TRANSFORM = "adjoint/runtime/recipe/Transform$";
  private static final List<String> PICTURES =
      List.of("adjoint/runtime/picture/Pictures", TRANSFORM + "Fit", TRANSFORM + "Augmentation");
  private static final List<String> SOUNDS =
      List.of("adjoint/runtime/sound/Sounds", TRANSFORM + "Spectrum", TRANSFORM + "Spectrum$Kind");
  private static final String FILES = "adjoint/runtime/data/MediaFile";

  private MediaClasses() {}

  /** The classes that a jar never runs. */
  static Set<String> unused(ModelJar.Contents contents) {
    Set<String> unused = new TreeSet<>();
    boolean pictures = reads(contents, Transform.Picture.class);
    boolean sounds = reads(contents, Transform.Sound.class);
    if (!pictures) {
      unused.addAll(PICTURES);
    }
    if (!sounds) {
      unused.addAll(SOUNDS);
    }
    if (!pictures && !sounds) {
      unused.add(FILES);
    }
    return unused;
  }

  private static boolean reads(ModelJar.Contents contents, Class<? extends Transform> kind) {
    Stream<Field> trained = contents.training().stream().flatMap(training -> training.recipe().fields().stream());
    return Stream.concat(contents.model().inputs().stream(), trained)
        .flatMap(field -> field.transforms().stream()).anyMatch(kind::isInstance);
  }
}
