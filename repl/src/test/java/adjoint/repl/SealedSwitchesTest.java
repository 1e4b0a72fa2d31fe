package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * A switch over a sealed type names every case, so that javac names every switch that a new case has to be thought of
 * in. The class files tell: without `default`, javac makes one that throws a MatchException.
 */
class SealedSwitchesTest {

  private sealed interface Sample {
    record One() implements Sample {}

    record Two() implements Sample {}
  }

  private static int whole(Sample sample) {
    return switch (sample) {
      case Sample.One one -> 1;
      case Sample.Two two -> 2;
    };
  }

  private static int open(Sample sample) {
    return switch (sample) {
      case Sample.One one -> 1;
      default -> 2;
    };
  }

  @Test
  void switchesOverSealedTypesHaveNoDefault() throws IOException, URISyntaxException {
    List<String> found = new ArrayList<>();
    for (Class<?> inside : List.of(Compiler.class, Main.class)) {
      Path classes = Path.of(inside.getProtectionDomain().getCodeSource().getLocation().toURI());
      found.addAll(Files.isDirectory(classes) ? under(classes) : inJar(classes));
    }

    assertThat(found).isEmpty();
  }

  @Test
  void aDefaultIsSeen() throws IOException {
    assertThat(whole(new Sample.Two())).isEqualTo(open(new Sample.Two()));
    try (var file = SealedSwitchesTest.class.getResourceAsStream("SealedSwitchesTest.class")) {
      assertThat(defaults(file.readAllBytes())).containsExactly("adjoint/repl/SealedSwitchesTest.open");
    }
  }

  private static List<String> under(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        found.addAll(defaults(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  private static List<String> inJar(Path jar) throws IOException {
    try (var files = FileSystems.newFileSystem(jar)) {
      return under(files.getPath("/"));
    }
  }

  /** `class.method` for each switch over a sealed type that has a default of its own. */
  private static List<String> defaults(byte[] classFile) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, 0);
    List<String> found = new ArrayList<>();
    for (MethodNode method : node.methods) {
      for (AbstractInsnNode each : method.instructions) {
        if (each instanceof InvokeDynamicInsnNode call && call.name.equals("typeSwitch") && isSealed(call)
            && !throwsMatchException(call)) {
          found.add(node.name + "." + method.name);
        }
      }
    }
    return found;
  }

  private static boolean isSealed(InvokeDynamicInsnNode call) {
    String name = Type.getArgumentTypes(call.desc)[0].getClassName();
    try {
      return Class.forName(name, false, SealedSwitchesTest.class.getClassLoader()).isSealed();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean throwsMatchException(InvokeDynamicInsnNode call) {
    AbstractInsnNode next = call;
    while (!(next instanceof TableSwitchInsnNode) && !(next instanceof LookupSwitchInsnNode)) {
      next = next.getNext();
    }
    AbstractInsnNode target =
        next instanceof TableSwitchInsnNode table ? table.dflt : ((LookupSwitchInsnNode) next).dflt;
    while (target.getOpcode() < 0) {
      target = target.getNext();
    }
    return target instanceof TypeInsnNode made && made.getOpcode() == Opcodes.NEW
        && made.desc.equals("java/lang/MatchException");
  }
}
