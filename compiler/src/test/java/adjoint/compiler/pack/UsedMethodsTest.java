package adjoint.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** What goes from classes that are packed, and what stays. */
class UsedMethodsTest {

  interface Shape {
    int corners();

    default int twice() {
      return 2 * corners();
    }
  }

  record Triangle() implements Shape {
    @Override
    public int corners() {
      return 3;
    }
  }

  /** Never made. */
  record Ring(int width) implements Shape {
    @Override
    public int corners() {
      return 0;
    }
  }

  /** Never made, and referred to. */
  record Square(int side) {}

  /** Never thrown. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  static final class Start {
    private Start() {}

    static int run() {
      return Work.count(new Triangle()) + Work.counted(new Triangle()) + Work.side(Optional.empty());
    }
  }

  static final class Work {
    private Work() {}

    static int count(Shape shape) {
      if (shape instanceof Ring ring) {
        return ofRings(ring.width());
      }
      if (!(shape instanceof Ring)) {
        IntSupplier corners = shape::corners;
        return corners.getAsInt() + shape.twice();
      }
      return ofRings(1);
    }

    static int counted(Shape shape) {
      try {
        boolean ring = shape instanceof Ring;
        return Integer.parseInt(ring ? "1" : "one");
      } catch (Broken e) {
        return ofBroken();
      } catch (NumberFormatException e) {
        return 100;
      }
    }

    /** Java looks the method up, although it isn't called. */
    static int side(Optional<Square> none) {
      return none.map(Square::side).orElse(0);
    }

    static int ofRings(int width) {
      return width;
    }

    static int ofBroken() {
      return -1;
    }
  }

  @Test
  void branchesForWhatIsNeverMadeGo() throws Exception {
    Map<String, byte[]> kept =
        UsedMethods.keep(classes(Shape.class, Triangle.class, Ring.class, Square.class, Broken.class, Start.class,
            Work.class), Set.of(name(Start.class)));
    Loader loader = new Loader(kept);

    assertThat(methods(loader, Work.class)).contains("count", "counted").noneMatch(name -> name.startsWith("of"));
    assertThat(methods(loader, Ring.class)).isEmpty();
    assertThat(methods(loader, Square.class)).containsExactly("side");
    assertThat(methods(loader, Triangle.class)).contains("corners", "toString");
    Method run = loader.loadClass(Start.class.getName()).getDeclaredMethod("run");
    run.setAccessible(true);
    assertThat(run.invoke(null)).isEqualTo(Start.run()).isEqualTo(109);
  }

  private static Map<String, byte[]> classes(Class<?>... classes) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (Class<?> each : classes) {
      try (var file = UsedMethodsTest.class.getResourceAsStream("/" + name(each) + ".class")) {
        files.put(name(each), file.readAllBytes());
      }
    }
    return files;
  }

  private static String name(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static List<String> methods(Loader loader, Class<?> type) throws ClassNotFoundException {
    return Arrays.stream(loader.loadClass(type.getName()).getDeclaredMethods()).map(Method::getName).toList();
  }

  /** Without a parent that has the same classes whole. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> files;

    Loader(Map<String, byte[]> files) {
      super(ClassLoader.getPlatformClassLoader());
      this.files = files;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] file = files.get(name.replace('.', '/'));
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, file, 0, file.length);
    }
  }
}
