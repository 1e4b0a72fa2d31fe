package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * `java("com.acme.Sales", classes = "sales.jar", year = "2026")`: a {@link RowSource}.
 *
 * @param classes the jar or folder of it; empty where it is on the class path
 * @param settings what it is told
 */
public record JavaRows(String type, String classes, List<NamedFile> settings, Place place) implements Source {

  private static final String CLASSES = "classes";

  public JavaRows {
    settings = List.copyOf(settings);
  }

  static JavaRows of(SourceArguments written) {
    List<NamedFile> settings = new ArrayList<>();
    for (NamedFile each : written.named(0)) {
      if (!each.name().equals(CLASSES)) {
        settings.add(each);
      }
    }
    return new JavaRows(written.path(), written.text(CLASSES, ""), settings, written.place());
  }

  @Override
  public List<String> paths() {
    return List.of();
  }

  @Override
  public String name() {
    return type;
  }

  Table read(DataFiles files, List<Field> fields) {
    return RowReading.read(type, () -> opened(files), fields, place);
  }

  private RowSource opened(DataFiles files) throws Exception {
    Class<?> loaded = loaded(files);
    if (!RowSource.class.isAssignableFrom(loaded)) {
      throw UserProblem.of(RuntimeProblem.USER_CLASS, type + " doesn't implement " + RowSource.class.getName());
    }
    Map<String, String> told = new LinkedHashMap<>();
    settings.forEach(each -> told.put(each.name(), each.path()));
    try {
      for (Constructor<?> each : loaded.getConstructors()) {
        if (List.of(each.getParameterTypes()).equals(List.of(Map.class))) {
          return (RowSource) each.newInstance(told);
        }
      }
      if (!told.isEmpty()) {
        throw UserProblem.of(RuntimeProblem.USER_CLASS, type + " has no public constructor that takes a Map")
            .hint("what stands behind its name, " + String.join(", ", told.keySet()) + ", is given to such a one");
      }
      return (RowSource) loaded.getConstructor().newInstance();
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw UserProblem.of(RuntimeProblem.USER_CLASS, type + " can't be made: " + e.getMessage())
          .hint("it is a public class with a public constructor that takes nothing, or a Map of texts");
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private Class<?> loaded(DataFiles files) {
    try {
      return Class.forName(type, true, UserClasses.in(files, classes, place));
    } catch (ClassNotFoundException | LinkageError e) {
      throw UserProblem.of(RuntimeProblem.USER_CLASS, "there is no class " + type
          + (classes.isEmpty() ? " on the class path" : " in " + classes))
          .hint("say where it is: java(\"" + type + "\", classes = \"target/classes/\")");
    }
  }
}
