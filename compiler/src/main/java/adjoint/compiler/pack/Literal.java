package adjoint.compiler.pack;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values as expressions of Java: records by their constructors, what records hold, and functions by their classes. So a jar has its data as code, which
 * needs no reader.
 */
final class Literal {

  /** Items of one list literal: more would make a method too long. */
  private static final int LONGEST = 50;

  private final List<String> methods = new ArrayList<>();

  /** The methods that expressions call, to be put into their class. */
  String methods() {
    return String.join("\n", methods);
  }

  String of(Object value) {
    return switch (value) {
      case String text -> quoted(text);
      case Character c -> "'" + escaped(c) + "'";
      case Long number -> number + "L";
      case Double number -> number(number);
      case Integer number -> Integer.toString(number);
      case Boolean truth -> Boolean.toString(truth);
      case Enum<?> constant -> constant.getDeclaringClass().getCanonicalName() + "." + constant.name();
      case ModelJar.Forms forms -> function(forms);
      case Record record -> record(record);
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      case Optional<?> optional -> optional.map(v -> "Optional.of(" + of(v) + ")").orElse("Optional.empty()");
      case java.nio.file.Path path -> "java.nio.file.Path.of(" + quoted(path.toString()) + ")";
      default -> throw new IllegalArgumentException("no literal for " + value.getClass());
    };
  }

  private String record(Record record) {
    List<String> values = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        values.add(of(component.getAccessor().invoke(record)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a record that can't be read: " + record.getClass(), e);
      }
    }
    String types = record.getClass().getTypeParameters().length == 0 ? "" : "<>";
    return "new " + record.getClass().getCanonicalName() + types + "(" + String.join(", ", values) + ")";
  }

  /** A function that goes over to vectors where this Java has them. */
  private String function(ModelJar.Forms forms) {
    String signature = of(forms.signature());
    return "adjoint.runtime.model.Model.function(new " + forms.scalar().source() + "(" + signature + "), () -> new "
        + forms.vector().source() + "(" + signature + "))";
  }

  private String list(List<?> list) {
    if (list.size() <= LONGEST) {
      return "List.of(" + list.stream().map(this::of).collect(Collectors.joining(", ")) + ")";
    }
    List<String> parts = new ArrayList<>();
    String type = type(list.getFirst());
    for (int from = 0; from < list.size(); from += LONGEST) {
      String body = list(list.subList(from, Math.min(list.size(), from + LONGEST)));
      String name = "part" + methods.size();
      methods.add("  private static List<" + type + "> " + name + "() {\n    return " + body + ";\n  }\n");
      parts.add("all.addAll(" + name + "());");
    }
    String name = "part" + methods.size();
    methods.add("  private static List<" + type + "> " + name + "() {\n    List<" + type
        + "> all = new java.util.ArrayList<>();\n    " + String.join("\n    ", parts) + "\n    return all;\n  }\n");
    return name + "()";
  }

  private static String type(Object item) {
    Class<?> type = item.getClass();
    return Stream.of(type.getInterfaces()).filter(Class::isSealed).findFirst().map(Class::getCanonicalName)
        .orElse(type.getCanonicalName());
  }

  private String map(Map<?, ?> map) {
    return "Map.ofEntries(" + new TreeMap<>(map).entrySet().stream()
        .map(e -> "Map.entry(" + of(e.getKey()) + ", " + of(e.getValue()) + ")").collect(Collectors.joining(", "))
        + ")";
  }

  private static String number(double number) {
    return Double.isFinite(number)
        ? Double.toString(number)
        : Double.isNaN(number) ? "Double.NaN" : number > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
  }

  static String quoted(String text) {
    return text.chars().mapToObj(c -> escaped((char) c)).collect(Collectors.joining("", "\"", "\""));
  }

  private static String escaped(char c) {
    return switch (c) {
      case '"', '\'', '\\' -> "\\" + c;
      default -> c < ' ' ? String.format("\\%03o", (int) c) : c > '~' ? String.format("\\u%04x", (int) c) : "" + c;
    };
  }
}
