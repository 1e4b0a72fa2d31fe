package adjoint.compiler.pack;

import adjoint.runtime.model.Description;
import adjoint.runtime.recipe.Transform;
import java.util.Set;
import java.util.TreeSet;

/** What models that read neither pictures nor sounds do without, though all of what reads examples mentions it. */
final class MediaClasses {

  private static final String PICTURES = "adjoint/runtime/picture/Pictures";
  private static final String SOUNDS = "adjoint/runtime/sound/Sounds";

  private MediaClasses() {}

  /** The classes that a model never runs. */
  static Set<String> unused(Description model) {
    Set<String> unused = new TreeSet<>();
    if (!reads(model, Transform.Picture.class)) {
      unused.add(PICTURES);
    }
    if (!reads(model, Transform.Sound.class)) {
      unused.add(SOUNDS);
    }
    return unused;
  }

  private static boolean reads(Description model, Class<? extends Transform> kind) {
    return model.inputs().stream().flatMap(field -> field.transforms().stream()).anyMatch(kind::isInstance);
  }
}
