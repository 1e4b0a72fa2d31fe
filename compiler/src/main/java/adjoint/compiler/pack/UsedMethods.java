package adjoint.compiler.pack;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The methods of a model's classes that something calls. A call keeps all methods of its name and descriptor, whatever class
 * they are of; what overrides a method of Java's is kept, since Java may call it. Nothing in the runtime calls by reflection.
 */
final class UsedMethods {

  private final Map<String, byte[]> classes;
  /** By what calls them, the names and descriptors of methods called; constructors with their class. */
  private final Map<String, Set<String>> calls = new HashMap<>();
  private final Map<String, Set<String>> overridable = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  private UsedMethods(Map<String, byte[]> classes) {
    this.classes = classes;
  }

  /**
   * The same classes without methods that nothing calls.
   *
   * @param classes class files by their internal names
   * @param whole the classes all of whose methods are called from outside
   */
  static Map<String, byte[]> keep(Map<String, byte[]> classes, Set<String> whole) {
    UsedMethods methods = new UsedMethods(classes);
    classes.forEach((name, bytes) -> methods.read(name, bytes, whole.contains(name)));
    methods.follow();
    Map<String, byte[]> kept = new HashMap<>(classes);
    kept.replaceAll((name, bytes) -> whole.contains(name) ? bytes : methods.pruned(name, bytes));
    return kept;
  }

  private void read(String owner, byte[] bytes, boolean whole) {
    new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
          String[] exceptions) {
        String method = key(owner, name, descriptor);
        if (whole || isCalledByJava(owner, name, descriptor)) {
          used.add(method);
        }
        return new Calls(calls.computeIfAbsent(method, m -> new HashSet<>()));
      }
    }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private static String key(String owner, String name, String descriptor) {
    return name.equals("<init>") ? owner + descriptor : name + descriptor;
  }

  private boolean isCalledByJava(String owner, String name, String descriptor) {
    return name.equals("<clinit>") || name.equals("values") || overridable(owner).contains(name + descriptor);
  }

  /** The methods of Java's classes and interfaces that a class extends or implements. */
  private Set<String> overridable(String name) {
    if (!overridable.containsKey(name)) {
      Set<String> all = new HashSet<>();
      overridable.put(name, all);
      if (classes.containsKey(name)) {
        ClassReader reader = new ClassReader(classes.get(name));
        all.addAll(overridable(reader.getSuperName()));
        for (String type : reader.getInterfaces()) {
          all.addAll(overridable(type));
        }
      } else {
        ofJava(name).forEach(m -> all.add(m.getName() + Type.getMethodDescriptor(m)));
      }
    }
    return overridable.get(name);
  }

  private static List<Method> ofJava(String name) {
    try {
      List<Method> methods = new ArrayList<>();
      Class<?> type = Class.forName(name.replace('/', '.'), false, UsedMethods.class.getClassLoader());
      methods.addAll(List.of(type.getMethods()));
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        methods.addAll(List.of(each.getDeclaredMethods()));
      }
      return methods;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class " + name, e);
    }
  }

  private void follow() {
    Deque<String> open = new ArrayDeque<>(used);
    while (!open.isEmpty()) {
      for (String called : calls.getOrDefault(open.pop(), Set.of())) {
        if (used.add(called)) {
          open.add(called);
        }
      }
    }
  }

  private byte[] pruned(String owner, byte[] bytes) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
          String[] exceptions) {
        return used.contains(key(owner, name, descriptor))
            ? super.visitMethod(access, name, descriptor, signature, exceptions)
            : null;
      }
    }, 0);
    return writer.toByteArray();
  }

  /** What a method calls, by instructions, method handles and dynamic constants. */
  private static final class Calls extends MethodVisitor {

    private final Set<String> called;

    private Calls(Set<String> called) {
      super(Opcodes.ASM9);
      this.called = called;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
      called.add(key(owner, name, descriptor));
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
      constant(bootstrap);
      List.of(arguments).forEach(this::constant);
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    private void constant(Object value) {
      if (value instanceof Handle h) {
        called.add(key(h.getOwner(), h.getName(), h.getDesc()));
      }
      if (value instanceof ConstantDynamic c) {
        constant(c.getBootstrapMethod());
        for (int i = 0; i < c.getBootstrapMethodArgumentCount(); i++) {
          constant(c.getBootstrapMethodArgument(i));
        }
      }
    }
  }
}
