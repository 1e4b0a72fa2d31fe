package adjoint.compiler.pack;

import adjoint.compiler.pack.ModelJar.Contents;
import adjoint.compiler.pack.ModelJar.Parcel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of one model or of several, with what they reach of the runtime once. Each of several has its own package of generated
 * classes, and a class that none of them has chooses among them.
 */
final class PackedClasses {

  private static final String GENERATED = "adjoint/generated/";
  private static final String BLUEPRINT = GENERATED + "Blueprint";
  private static final String START = GENERATED + "Start";

  private final Names names;
  private final List<Contents> models;

  PackedClasses(Names names, List<Contents> models) {
    this.names = names;
    this.models = models;
  }

  /** The class that the jar starts at, by its internal name. */
  String main() {
    return names.moved(models.size() == 1 ? BLUEPRINT : START);
  }

  /** Where the files of weights are. */
  List<String> weights() {
    return models.stream().map(this::weights).toList();
  }

  private String weights(Contents model) {
    return names.moved(own(model, GENERATED)) + Blueprint.WEIGHTS;
  }

  Parcel parcel() {
    Map<String, byte[]> generated = new TreeMap<>();
    Set<String> roots = new HashSet<>();
    SortedMap<String, byte[]> files = new TreeMap<>();
    SortedMap<String, byte[]> sources = new TreeMap<>();
    for (Contents model : models) {
      String source = Interface.source(model.names(), model);
      Map<String, byte[]> compiled = classes(model, source, generated);
      roots.addAll(compiled.keySet());
      files.put(weights(model), model.weights());
      sources.put(model.names().type().replace('.', '/') + ".java", ModelJar.utf8(names.moved(own(model, source))));
    }
    if (models.size() > 1) {
      Map<String, byte[]> start = compiled(Map.of(START.replace('/', '.'), start()), generated);
      generated.putAll(start);
      roots.addAll(start.keySet());
    }
    Reachable.from(roots, generated, NeverRun.of(models))
        .forEach((name, bytes) -> files.put(names.moved(name) + ".class", ConstantPool.rewrite(bytes, names::moved)));
    files.put("META-INF/LICENSE-FastCSV", ModelJar.utf8(ModelJar.resource("LICENSE-FastCSV")));
    return new Parcel(files, sources);
  }

  /** The classes of a model's sources; they and those that the compiler emitted are added to all. */
  private Map<String, byte[]> classes(Contents model, String source, Map<String, byte[]> all) {
    Map<String, byte[]> emitted = new TreeMap<>();
    model.generated().forEach(each -> emitted.putAll(each.classes()));
    Map<String, byte[]> compiled = own(model, compiled(Map.of(model.names().type(), source,
        BLUEPRINT.replace('/', '.'), Blueprint.source(model, command(model))), emitted));
    all.putAll(own(model, emitted));
    all.putAll(compiled);
    return compiled;
  }

  private Map<String, byte[]> own(Contents model, Map<String, byte[]> classes) {
    Map<String, byte[]> renamed = new TreeMap<>();
    classes
        .forEach((name, bytes) -> renamed.put(own(model, name), ConstantPool.rewrite(bytes, text -> own(model, text))));
    return renamed;
  }

  /** The text with a model's own package of generated classes, where there are several models. */
  private String own(Contents model, String text) {
    String own = Names.variable(model.names().word());
    return models.size() == 1
        ? text
        : text.replace(GENERATED, GENERATED + own + "/").replace("adjoint.generated.",
            "adjoint.generated." + own + ".");
  }

  /** What commands are called by in messages. */
  private String command(Contents model) {
    return models.size() == 1 ? model.names().word() : jar() + " " + model.names().word();
  }

  private String jar() {
    return names.module().substring(names.module().lastIndexOf('.') + 1);
  }

  private String start() {
    List<String> words = models.stream().map(model -> model.names().word()).toList();
    return """
        package adjoint.generated;

        import adjoint.runtime.command.Models;

        /** Starts the model that the first word chooses. */
        public final class Start implements Models.Launch {

          private Start() {}

          public static void main(String[] words) {
            Models.main("%s", java.util.List.of(%s), new Start(), words);
          }

          @Override
          public void launch(String model, String[] words) {
            switch (model) {
        %s      default -> throw new IllegalArgumentException(model);
            }
          }
        }
        """.formatted(jar(), words.stream().map(Literal::quoted).collect(Collectors.joining(", ")),
        words.stream().map(word -> "      case " + Literal.quoted(word) + " -> adjoint.generated."
            + Names.variable(word) + ".Blueprint.main(words);\n").collect(Collectors.joining()));
  }

  /** The class files of sources that use generated classes. */
  private static Map<String, byte[]> compiled(Map<String, String> sources, Map<String, byte[]> generated) {
    try {
      Path folder = Files.createTempDirectory("nn-build-");
      try {
        for (Map.Entry<String, byte[]> each : generated.entrySet()) {
          Path file = folder.resolve(each.getKey() + ".class");
          Files.createDirectories(file.getParent());
          Files.write(file, each.getValue());
        }
        return Javac.compile(sources, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
