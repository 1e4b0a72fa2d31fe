package adjoint.repl.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Freshened classes do what they did, without the calls that Java would link at run time. */
class FreshenTest {

  /** What is freshened: a switch over types with guards and null, and records of every kind of component. */
  public static final class Sample implements Function<Object, List<Object>> {

    sealed interface Shape {}

    record Circle(double radius, float grey, boolean filled, long id, int[] marks) implements Shape {}

    record Named(String name, Shape shape, char letter, short size, byte color, int count) implements Shape {}

    private static String word(Object value) {
      return switch (value) {
        case null -> "null";
        case Circle c when c.radius() > 1 -> "large circle";
        case Circle _ -> "circle";
        case Named(String name, Circle _, char letter, short _, byte _, int _) -> name + letter + " circle";
        case Named _ -> "named";
        case String text when text.isEmpty() -> "empty";
        case CharSequence _ -> "text";
        default -> "other";
      };
    }

    @Override
    public List<Object> apply(Object unused) {
      var marks = new int[]{1};
      var circle = new Circle(0.5, Float.NaN, true, 1L << 40, marks);
      var large = new Circle(2, -0f, false, 7, marks);
      var named = new Named("a", circle, 'x', (short) 3, (byte) 4, 5);
      List<Object> values =
          new ArrayList<>(List.of(circle, large, named, new Named("b", large, 'y', (short) 0, (byte) -1, 0),
              new Named("c", named, 'z', (short) 0, (byte) 0, 0), "", "text", 5));
      values.add(null);
      List<Object> seen = new ArrayList<>();
      for (var value : values) {
        seen.add(word(value));
        seen.add(String.valueOf(value).replaceAll("@[0-9a-f]+", ""));
      }
      seen.add(circle.equals(new Circle(0.5, Float.NaN, true, 1L << 40, marks)));
      seen.add(large.equals(new Circle(2, 0f, false, 7, marks)));
      seen.add(named.equals(new Named("a", circle, 'x', (short) 3, (byte) 4, 5)));
      seen.add(named.equals(new Named("a", circle, 'x', (short) 3, (byte) 4, 6)));
      seen.add(named.equals("a"));
      seen.add(new Named("a", new Circle(1, 1, true, 2, null), 'x', (short) 3, (byte) 4, 5).hashCode());
      return seen;
    }
  }

  @Test
  void theyDoTheSame() throws Exception {
    var fresh = freshSample();

    assertThat(fresh.apply("")).isEqualTo(new Sample().apply(""));
  }

  @Test
  void nothingIsLinkedAtRunTimeButTheirText() throws IOException {
    for (var type : List.of(Sample.class, Sample.Circle.class, Sample.Named.class)) {
      assertThat(linkedLate(bytes(type))).isNotEmpty();
      assertThat(linkedLate(Freshen.freshened(bytes(type)))).doesNotContain("typeSwitch", "equals", "hashCode");
    }
  }

  @SuppressWarnings("unchecked")
  private static Function<Object, List<Object>> freshSample() throws Exception {
    Map<String, byte[]> classes = new HashMap<>();
    for (var type : List.of(Sample.class, Sample.Shape.class, Sample.Circle.class, Sample.Named.class)) {
      classes.put(type.getName(), Freshen.freshened(bytes(type)));
    }
    var loader = new ClassLoader(FreshenTest.class.getClassLoader()) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        var known = findLoadedClass(name);
        if (known != null || !classes.containsKey(name)) {
          return known != null ? known : super.loadClass(name, resolve);
        }
        return defineClass(name, classes.get(name), 0, classes.get(name).length);
      }
    };
    return (Function<Object, List<Object>>) loader.loadClass(Sample.class.getName()).getConstructor().newInstance();
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (var stream = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return stream.readAllBytes();
    }
  }

  private static List<String> linkedLate(byte[] bytes) {
    List<String> calls = new ArrayList<>();
    new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitInvokeDynamicInsn(String call, String descriptor, Handle bootstrap, Object... arguments) {
            calls.addAll(Stream.of(call).toList());
          }
        };
      }
    }, 0);
    return calls;
  }
}
