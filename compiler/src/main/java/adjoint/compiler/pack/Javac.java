package adjoint.compiler.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles generated sources for Java 17, in memory. */
final class Javac {

  private static final List<String> OPTIONS =
      List.of("--release", "17", "-proc:none", "-parameters", "-g:source,lines", "-Xlint:none",
          "-XDstringConcat=inline");

  private Javac() {}

  /**
   * Class files by their internal names.
   *
   * @param sources by the names of their classes
   * @param generated a folder of class files that they use
   */
  static Map<String, byte[]> compile(Map<String, String> sources, Path generated) {
    JavaCompiler javac = Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
        .orElseThrow(() -> new IllegalStateException("this Java has no compiler: a JDK is needed"));
    DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
    List<Source> units = new ArrayList<>();
    sources.forEach((name, text) -> units.add(new Source(name, text)));
    try (StandardJavaFileManager files = javac.getStandardFileManager(complaints, null, StandardCharsets.UTF_8);
        Memory memory = new Memory(files)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(generated, runtime()));
      if (!javac.getTask(null, memory, complaints, OPTIONS, null, units).call()) {
        throw new IllegalStateException("generated sources don't compile: " + complaints.getDiagnostics());
      }
      return memory.classes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Where the runtime's own classes lie. */
  private static Path runtime() {
    try {
      return Path.of(adjoint.runtime.model.Model.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("memory:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Compiled extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Compiled(String name) {
      super(URI.create("memory:///" + name + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Compiled> compiled = new TreeMap<>();

    Memory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String name, Kind kind, FileObject sibling) {
      return compiled.computeIfAbsent(name.replace('.', '/'), Compiled::new);
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new TreeMap<>();
      compiled.forEach((name, file) -> classes.put(name, file.bytes.toByteArray()));
      return classes;
    }
  }
}
