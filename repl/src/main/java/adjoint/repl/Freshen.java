package adjoint.repl;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Brings the classes of a jar to a newer class file version, adding the stack maps that it asks for. Java records only
 * classes of version 50 and later in its AOT cache; picocli's, of version 49, took half of our start.
 */
public final class Freshen {

  private static final int NEWER = Opcodes.V11;

  private Freshen() {}

  /** Rewrites the jars with the given names in place. */
  public static void main(String[] jars) throws IOException {
    for (var jar : jars) {
      try (var files = FileSystems.newFileSystem(URI.create("jar:" + Path.of(jar).toUri()), Map.of());
          var paths = Files.walk(files.getPath("/"))) {
        for (var path : paths.filter(each -> each.toString().endsWith(".class")).toList()) {
          Files.write(path, freshened(Files.readAllBytes(path)));
        }
      }
    }
  }

  private static byte[] freshened(byte[] old) {
    var reader = new ClassReader(old);
    if (reader.readUnsignedShort(6) >= NEWER) {
      return old;
    }
    var writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    reader.accept(new Newer(writer), ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  /** Hands a class on under the newer version. */
  private static final class Newer extends ClassVisitor {

    Newer(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
      super.visit(NEWER, access, name, signature, parent, interfaces);
    }
  }
}
