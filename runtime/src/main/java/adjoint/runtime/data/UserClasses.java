package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Classes of the user's, in a jar or a folder beside the program, or on the class path. */
final class UserClasses {

  private UserClasses() {}

  /** @param path empty where they are on the class path */
  static ClassLoader in(DataFiles files, String path, Place place) {
    if (path.isEmpty()) {
      return UserClasses.class.getClassLoader();
    }
    Path jar = files.resolve(path, place);
    if (!Files.exists(jar)) {
      throw UserProblem.of(RuntimeProblem.DATA_MISSING, "there are no classes at " + jar).at(place);
    }
    try {
      return new URLClassLoader(new URL[]{jar.toUri().toURL()}, UserClasses.class.getClassLoader());
    } catch (MalformedURLException e) {
      throw Unpacking.unreadable(jar.toString(), e).at(place);
    }
  }
}
