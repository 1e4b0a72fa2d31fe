package adjoint.compiler.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;

/** Which classes of the runtime and its libraries others need. */
final class Reachable {

  private static final Pattern NAME =
      Pattern.compile("(?:adjoint/(?:runtime|generated)|de/siegmar/fastcsv)/[\\w/$]+");

  private Reachable() {}

  /**
   * Class files by their internal names: the roots, and all that they use, directly or not.
   *
   * @param generated class files that aren't on the class path
   * @param without classes that are mentioned and never run
   */
  static SortedMap<String, byte[]> from(Collection<String> roots, Map<String, byte[]> generated, Set<String> without) {
    SortedMap<String, byte[]> found = mentioned(roots, name -> Optional.ofNullable(generated.get(name))
        .or(() -> without.contains(name) ? Optional.empty() : library(name)));
    Map<String, byte[]> used = UsedMethods.keep(found, generated.keySet());
    return mentioned(roots, name -> Optional.ofNullable(used.get(name)));
  }

  private static SortedMap<String, byte[]> mentioned(Collection<String> roots,
      Function<String, Optional<byte[]>> classFile) {
    SortedMap<String, byte[]> found = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!found.containsKey(name)) {
        classFile.apply(name).ifPresent(bytes -> {
          found.put(name, bytes);
          open.addAll(mentioned(bytes));
        });
      }
    }
    return found;
  }

  private static List<String> mentioned(byte[] classFile) {
    return ConstantPool.texts(classFile).stream()
        .flatMap(text -> NAME.matcher(text).results()).map(MatchResult::group).toList();
  }

  /** Empty for a name that only looks like a class's. */
  private static Optional<byte[]> library(String name) {
    try (InputStream file = Reachable.class.getClassLoader().getResourceAsStream(name + ".class")) {
      return file == null ? Optional.empty() : Optional.of(withoutDebugging(file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Without what only compilers, debuggers and reflection read: names of local variables, lines, the arguments of generic types,
   * annotations, which class stands in which or may extend which, what a record's components are; and constants, which javac has put where they
   * are used.
   */
  private static byte[] withoutDebugging(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile).accept(new Erasing(writer), ClassReader.SKIP_DEBUG);
    return writer.toByteArray();
  }

  private static final class Erasing extends ClassVisitor {

    private Erasing(ClassWriter writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
      super.visit(version, access & ~Opcodes.ACC_RECORD, name, null, superName, interfaces);
    }

    @Override
    public void visitInnerClass(String name, String outerName, String innerName, int access) {
      return;
    }

    @Override
    public void visitOuterClass(String owner, String name, String descriptor) {
      return;
    }

    @Override
    public void visitPermittedSubclass(String name) {
      return;
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      return null;
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
      return value == null ? super.visitField(access, name, descriptor, null, null) : null;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
        String[] exceptions) {
      return super.visitMethod(access, name, descriptor, null, null);
    }

    @Override
    public RecordComponentVisitor visitRecordComponent(String name, String descriptor, String signature) {
      return null;
    }
  }
}
