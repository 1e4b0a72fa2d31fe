package adjoint.runtime.data;

import adjoint.runtime.recipe.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of which each file is an example, wherever it lies below it. It has the array `image` or `sound`; `folder`, the folder
 * below this one in which a file lies; `path`, its path from here; and what its name says by a pattern.
 */
interface MediaFolder extends Source {

  String path();

  /** The pattern of the files' names, `{digit}_{speaker}_{take}.wav`; empty for any. */
  String names();

  Medium medium();

  /** A path is that of a folder, whether it ends as one or not. */
  static String path(SourceArguments written) {
    String path = written.path();
    return path.endsWith("/") ? path : path + "/";
  }

  /** What a folder holds. */
  enum Medium {
    PICTURES("image", List.of("png", "jpg", "jpeg")), SOUNDS("sound", List.of("wav")),
    EITHER("file", List.of("png", "jpg", "jpeg", "wav"));

    private final String array;
    private final List<String> endings;

    Medium(String array, List<String> endings) {
      this.array = array;
      this.endings = endings;
    }

    /** What its fields call it. */
    String array() {
      return array;
    }

    List<String> endings() {
      return endings;
    }
  }

  @Override
  default List<String> paths() {
    return List.of(path());
  }

  @Override
  default List<String> arrays() {
    List<String> arrays = new ArrayList<>(List.of(medium().array(), "folder", "path"));
    arrays.addAll(new NamePattern(names()).parts());
    return arrays;
  }
}
