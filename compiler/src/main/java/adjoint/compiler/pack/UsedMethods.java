package adjoint.compiler.pack;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The code of a model's classes that can run: methods that are called, of classes that are made somewhere in such code; a branch
 * for what is never made goes. What overrides a method of Java's is kept, since Java may call it. Nothing in the runtime calls by
 * reflection.
 *
 * <p><i>Source</i>: Bacon and Sweeney 1996, Fast Static Analysis of C++ Virtual Function Calls (rapid type analysis).
 */
final class UsedMethods {

  private final ClassTypes types;
  /** Those of which there are objects; an interface stands for the lambdas that are of it. */
  private final Set<String> made = new HashSet<>();
  private final Set<String> initialized = new HashSet<>();
  private final Set<Member> used = new HashSet<>();
  private final Set<Member> dispatched = new HashSet<>();
  private int known = -1;

  private UsedMethods(ClassTypes types) {
    this.types = types;
  }

  /** A method, by the internal name of its class, its name and its descriptor. */
  record Member(String owner, String name, String descriptor) {
    Member of(String other) {
      return new Member(other, name, descriptor);
    }
  }

  /**
   * The same classes without code that nothing runs.
   *
   * @param classes class files by their internal names
   * @param whole the classes all of whose methods are called from outside
   */
  static Map<String, byte[]> keep(Map<String, byte[]> classes, Set<String> whole) {
    UsedMethods methods = new UsedMethods(new ClassTypes(classes));
    methods.find(whole);
    Map<String, byte[]> kept = new HashMap<>(classes);
    ClassFile writer = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL,
        ClassFile.ClassHierarchyResolverOption.of(hierarchy(classes)));
    kept.replaceAll((name, bytes) -> whole.contains(name) ? bytes : methods.pruned(writer, name));
    return kept;
  }

  private static ClassHierarchyResolver hierarchy(Map<String, byte[]> classes) {
    return ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> {
      String name = type.descriptorString().substring(1, type.descriptorString().length() - 1);
      return classes.containsKey(name)
          ? new ByteArrayInputStream(classes.get(name))
          : resource(name);
    }).orElse(ClassHierarchyResolver.defaultResolver());
  }

  private static InputStream resource(String name) {
    return UsedMethods.class.getClassLoader().getResourceAsStream(name + ".class");
  }

  private void find(Set<String> whole) {
    for (String each : whole) {
      types.model(each).ifPresent(model -> {
        make(each);
        model.methods().forEach(method -> used.add(member(each, method)));
      });
    }
    while (known != size()) { // each round sees more classes that are made, and so more branches that can run
      known = size();
      Set.copyOf(used).forEach(this::read);
      Set.copyOf(dispatched).forEach(this::dispatch);
      Set.copyOf(made).forEach(this::calledByJava);
    }
  }

  private int size() {
    return made.size() + initialized.size() + used.size() + dispatched.size();
  }

  private static Member member(String owner, MethodModel method) {
    return new Member(owner, method.methodName().stringValue(), method.methodType().stringValue());
  }

  private void make(String name) {
    made.add(name);
    initialize(name);
  }

  private void initialize(String name) {
    types.lineage(name).forEach(each -> {
      if (initialized.add(each)) {
        types.declared(each).stream().filter(m -> m.name().equals("<clinit>") || m.name().equals("values"))
            .forEach(used::add);
      }
    });
  }

  private boolean isEmpty(String type) {
    return types.has(type) && types.subtypes(type).stream().noneMatch(made::contains);
  }

  private void read(Member member) {
    types.code(member).ifPresent(code -> live(code).instructions().forEach(this::read));
  }

  private LiveCode live(CodeModel code) {
    return new LiveCode(code, this::isEmpty);
  }

  private void read(CodeElement instruction) {
    if (instruction instanceof NewObjectInstruction n) {
      make(n.className().asInternalName());
    } else if (instruction instanceof FieldInstruction f
        && (f.opcode() == Opcode.GETSTATIC || f.opcode() == Opcode.PUTSTATIC)) {
      initialize(f.owner().asInternalName());
    } else if (instruction instanceof InvokeInstruction i) {
      Member called = new Member(i.owner().asInternalName(), i.name().stringValue(), i.type().stringValue());
      call(called, i.opcode() == Opcode.INVOKEVIRTUAL || i.opcode() == Opcode.INVOKEINTERFACE);
    } else if (instruction instanceof InvokeDynamicInstruction d) {
      made.add(ClassTypes.internal(d.typeSymbol().returnType()));
      d.bootstrapArgs().forEach(argument -> {
        if (argument instanceof DirectMethodHandleDesc handle) {
          call(handle);
        }
      });
    }
  }

  private void call(DirectMethodHandleDesc handle) {
    Member called =
        new Member(ClassTypes.internal(handle.owner()), handle.methodName(), handle.lookupDescriptor());
    switch (handle.kind()) {
      case CONSTRUCTOR -> {
        make(called.owner());
        call(called, false);
      }
      case VIRTUAL, INTERFACE_VIRTUAL -> {
        call(called, true);
        types.resolved(called).ifPresent(used::add); // Java looks it up where the reference is made, objects or not
      }
      case STATIC, INTERFACE_STATIC, SPECIAL, INTERFACE_SPECIAL -> call(called, false);
      case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER -> initialize(called.owner());
    }
  }

  private void call(Member called, boolean virtual) {
    if (virtual) {
      dispatched.add(called);
    } else {
      types.resolved(called).ifPresent(used::add);
      initialize(called.owner());
    }
  }

  /** What a call may run: the method of each class that there are objects of. What it names stays, too, so that it can be found. */
  private void dispatch(Member called) {
    List<String> receivers = types.subtypes(called.owner()).stream().filter(made::contains).toList();
    if (!receivers.isEmpty()) {
      types.resolved(called).ifPresent(used::add);
      receivers.forEach(each -> types.resolved(called.of(each)).ifPresent(used::add));
    }
  }

  private void calledByJava(String name) {
    types.ofJava(name).forEach(method -> types.resolved(method).ifPresent(used::add));
  }

  private byte[] pruned(ClassFile writer, String owner) {
    ClassModel model = types.model(owner).orElseThrow();
    return writer.transformClass(model, ClassTransform.dropping(
        element -> element instanceof MethodModel method && !used.contains(member(owner, method)))
        .andThen(
            (builder, element) -> builder.with(element instanceof NestMembersAttribute nest ? live(nest) : element))
        .andThen(ClassTransform.transformingMethods((builder, element) -> {
          if (element instanceof CodeModel code) {
            builder.transformCode(code, live(code).transform());
          } else {
            builder.with(element);
          }
        })));
  }

  /** A class mentions those of its nest only so that they see its private members. */
  private NestMembersAttribute live(NestMembersAttribute nest) {
    return NestMembersAttribute.of(nest.nestMembers().stream().filter(each -> isRun(each.asInternalName())).toList());
  }

  private boolean isRun(String name) {
    return initialized.contains(name) || types.declared(name).stream().anyMatch(used::contains);
  }
}
