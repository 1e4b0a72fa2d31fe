package adjoint.runtime.data;

import adjoint.runtime.recipe.Source;
import java.util.List;
import java.util.stream.Collectors;

/** A source of arrays, a file each. */
interface ArraySource extends Source {

  List<NamedFile> files();

  /** The first of its arrays. */
  NumberArray read(DataFiles found);

  /** The shape of that one, from its file's header. */
  List<Long> shape(DataFiles found);

  @Override
  default List<String> paths() {
    return files().stream().map(NamedFile::path).collect(Collectors.toList());
  }

  @Override
  default List<String> arrays() {
    return files().stream().map(NamedFile::name).collect(Collectors.toList());
  }
}
