package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.recipe.Source;
import java.util.List;
import java.util.Optional;

/**
 * What stands in the brackets of a source: `csv("a.csv", header = false)`. Whoever has read them refuses, in its place, an
 * argument of another kind than is asked for and one that nobody asks for.
 */
public interface SourceArguments {

  Place place();

  /** The argument without a name. */
  String path();

  /** The argument without a name, where there is one. */
  Optional<String> onlyPath();

  /** A second argument without a name: what is read of the file. */
  Optional<String> part();

  String text(String name, String otherwise);

  char character(String name, char otherwise);

  boolean flag(String name, boolean otherwise);

  /** A whole number from 0 on. */
  int number(String name, int otherwise);

  /** Words with commas between them; none where there is no such argument. */
  List<String> words(String name);

  /**
   * All arguments with a name, each of them a text.
   *
   * @param least how many there have to be
   */
  List<Source.NamedFile> named(int least);

  /** All arguments, each of them a file with a name. */
  List<Source.NamedFile> files();
}
