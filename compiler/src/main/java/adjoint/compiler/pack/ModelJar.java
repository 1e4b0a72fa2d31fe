package adjoint.compiler.pack;

import adjoint.runtime.model.Description;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model as a jar that needs nothing else: it starts by itself, and programs use its class. */
public final class ModelJar {

  private static final String BLUEPRINT = "adjoint/generated/Blueprint";
  private static final String RESOURCES = "/adjoint/compiler/pack/";

  private ModelJar() {}

  /**
   * What goes into a jar.
   *
   * @param function the model's
   * @param weights a safetensors file of the parameters and states of the description's layout, in its order
   * @param training what a jar needs that can train; empty for one that can't
   */
  public record Contents(Names names, Description model, Forms function, byte[] weights,
      Optional<Trainable> training) {

    Stream<Generated> generated() {
      return Stream.concat(Stream.of(function), training.stream().flatMap(Trainable::functions))
          .flatMap(forms -> Stream.of(forms.scalar(), forms.vector()));
    }
  }

  /** A function in both of its forms, which have one signature. */
  public record Forms(Signature signature, Generated scalar, Generated vector) {}

  /**
   * A program that trains, and how.
   *
   * @param layout with the optimizer's moments
   */
  public record Trainable(Layout layout, Recipe recipe, Forms initialise, Forms step, Optional<Forms> accumulate,
      Forms rows, Forms reduce, List<String> metrics) {

    Stream<Forms> functions() {
      return Stream.concat(Stream.of(initialise, step, rows, reduce), accumulate.stream());
    }
  }

  /**
   * A jar.
   *
   * @param weights how many of the bytes are weights
   */
  public record Built(byte[] bytes, int weights) {}

  /** A class that the compiler emitted; its name is internal. */
  public record Generated(String name, byte[] bytes) {

    /** The same class under another name. */
    public Generated named(String other) {
      return new Generated(other, ConstantPool.rewrite(bytes, text -> text.replace(name, other)));
    }

    String source() {
      return name.replace('/', '.');
    }
  }

  /** The jar, the same for the same contents. */
  public static Built of(Contents contents) {
    Names names = contents.names();
    Map<String, String> sources = new TreeMap<>(Map.of(
        names.type(), Interface.source(names, contents.model()),
        BLUEPRINT.replace('/', '.'), Blueprint.source(contents)));
    Map<String, byte[]> generated = new TreeMap<>();
    contents.generated().forEach(each -> generated.put(each.name(), each.bytes()));
    Map<String, byte[]> compiled = compiled(sources, generated);
    generated.putAll(compiled);
    String api = names.type().replace('.', '/');
    SortedMap<String, byte[]> classes = new TreeMap<>();
    Reachable.from(compiled.keySet(), generated).forEach((name, bytes) -> classes.put(names.moved(name),
        ConstantPool.rewrite(bytes, names::moved)));
    Archive archive = new Archive(resource("start.sh").replace("MODULE", names.module()));
    archive.deflate("META-INF/MANIFEST.MF", utf8(manifest(names)));
    archive.deflate("META-INF/LICENSE-FastCSV", utf8(resource("LICENSE-FastCSV")));
    Map<String, byte[]> entries = new TreeMap<>();
    classes.forEach((name, bytes) -> entries.put(name + ".class", bytes));
    entries.put("module-info.class", module(names, classes));
    entries.put(api + ".java", utf8(names.moved(sources.get(names.type()))));
    entries.forEach(archive::deflate);
    archive.store(names.moved("adjoint/generated/") + Blueprint.WEIGHTS, contents.weights());
    return new Built(archive.bytes(), contents.weights().length);
  }

  private static byte[] module(Names names, SortedMap<String, byte[]> classes) {
    var packages = classes.keySet().stream().map(name -> name.substring(0, name.lastIndexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
    return ModuleInfo.of(names.module(), names.packageName().replace('.', '/'), names.moved(BLUEPRINT), packages);
  }

  private static String manifest(Names names) {
    return "Manifest-Version: 1.0\nMain-Class: " + names.moved(BLUEPRINT).replace('/', '.') + "\nCreated-By: Adjoint "
        + adjoint.runtime.weights.Checkpoint.VERSION + "\n";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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

  private static String resource(String name) {
    try (InputStream file = ModelJar.class.getResourceAsStream(RESOURCES + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
