package adjoint.compiler.pack;

import adjoint.runtime.model.Description;
import adjoint.runtime.program.Functions;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Signature;
import adjoint.runtime.program.VectorModule;
import adjoint.runtime.recipe.Generation;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.weights.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model as a jar that needs nothing else: it starts by itself, and programs use its class. */
public final class ModelJar {

  /** Where no tool takes a source for one of a package: javac and jshell compile what lies beside its class. */
  private static final String SOURCES = "META-INF/sources/";

  private static final String RESOURCES = "/adjoint/compiler/pack/";

  private ModelJar() {}

  /**
   * What goes into a jar.
   *
   * @param function the model's
   * @param weights a safetensors file of the parameters and states of the description's layout, in its order
   * @param writes what a jar needs that can write texts; empty for one that can't
   * @param training what a jar needs that can train; empty for one that can't
   */
  public record Contents(Names names, Description model, Forms function, byte[] weights, Optional<Writes> writes,
      Optional<Trainable> training) {

    Stream<Generated> generated() {
      return Stream.of(Stream.of(function), writes.stream().flatMap(Writes::functions),
          training.stream().flatMap(t -> t.functions().stream())).flatMap(forms -> forms)
          .flatMap(forms -> Stream.of(forms.scalar(), forms.vector()));
    }
  }

  /** A function in both of its forms, which have one signature. */
  public record Forms(Signature signature, Generated scalar, Generated vector) {}

  /** What writes texts, and how: as {@link adjoint.runtime.generate.Writer}. */
  public record Writes(Description description, Forms next, Optional<Forms> step, Generation how) {
    Stream<Forms> functions() {
      return Stream.concat(Stream.of(next), step.stream());
    }
  }

  /**
   * A program that trains, and how.
   *
   * @param layout with the optimizer's moments
   * @param functions without models
   * @param checksum as of {@link adjoint.runtime.program.Program}
   */
  public record Trainable(Layout layout, Recipe recipe, Functions<Forms> functions, String checksum) {}

  /**
   * A jar.
   *
   * @param weights how many of the bytes are weights
   * @param sources a jar of the sources of the class that programs use, as development environments look for it
   */
  public record Built(byte[] bytes, int weights, byte[] sources) {}

  /**
   * A class that the compiler emitted; its name is internal.
   *
   * @param classes its bytes, and those of the classes that it uses, whose names begin with its own
   */
  public record Generated(String name, Map<String, byte[]> classes) {

    /** The same class under another name. */
    public Generated named(String other) {
      Map<String, byte[]> renamed = new TreeMap<>();
      classes.forEach((each, bytes) -> renamed.put(each.replace(name, other),
          ConstantPool.rewrite(bytes, text -> text.replace(name, other))));
      return new Generated(other, renamed);
    }

    String source() {
      return name.replace('/', '.');
    }
  }

  /**
   * A model as files by their paths, the same for the same contents.
   *
   * @param classes class files, weights and licences: what has to be on the class path
   * @param sources of the class that programs use, to be read
   */
  public record Parcel(SortedMap<String, byte[]> classes, SortedMap<String, byte[]> sources) {}

  /** The files of a model. */
  public static Parcel parcel(Contents contents) {
    return new PackedClasses(contents.names(), List.of(contents)).parcel();
  }

  /** The jar of a model, the same for the same contents. */
  public static Built of(Contents contents) {
    return of(List.of(contents));
  }

  /**
   * A jar of models that share all but what each has of its own, the same for the same contents.
   *
   * @param models in one module, by names of their own
   */
  public static Built of(List<Contents> models) {
    Names names = models.getFirst().names();
    PackedClasses packed = new PackedClasses(names, models);
    Parcel parcel = packed.parcel();
    Archive archive = new Archive(resource("start.sh"));
    archive.deflate("META-INF/MANIFEST.MF", utf8(manifest(packed.main())));
    SortedMap<String, byte[]> entries = new TreeMap<>(parcel.classes());
    parcel.sources().forEach((name, source) -> entries.put(SOURCES + name, source));
    entries.put("META-INF/native-image/" + names.module() + "/resource-config.json", utf8(resources(packed.weights())));
    entries.put("module-info.class", module(names, packed.main(), parcel.classes().keySet()));
    entries.forEach((name, content) -> {
      if (!packed.weights().contains(name)) {
        archive.deflate(name, content);
      }
    });
    packed.weights().forEach(name -> archive.store(name, entries.get(name)));
    Archive sources = new Archive("");
    parcel.sources().forEach(sources::deflate);
    return new Built(archive.bytes(), packed.weights().stream().mapToInt(name -> entries.get(name).length).sum(),
        sources.bytes());
  }

  /** What tells GraalVM's native-image which files a program reads. */
  private static String resources(List<String> weights) {
    return "{\"resources\":{\"includes\":[" + weights.stream()
        .map("{\"pattern\":\"\\\\Q%s\\\\E\"}"::formatted).collect(Collectors.joining(",")) + "]}}\n";
  }

  private static byte[] module(Names names, String main, Set<String> files) {
    var packages = files.stream().filter(name -> name.endsWith(".class"))
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
    return ModuleInfo.of(names.module(), names.packageName().replace('.', '/'), main, packages);
  }

  private static String manifest(String main) {
    return "Manifest-Version: 1.0\nMain-Class: " + main.replace('/', '.') + "\nAdd-Exports: "
        + VectorModule.EXPORT + "\nCreated-By: Adjoint " + Checkpoint.VERSION + "\n";
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String resource(String name) {
    try (InputStream file = ModelJar.class.getResourceAsStream(RESOURCES + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
