package adjoint.compiler.pack;

import adjoint.compiler.pack.UsedMethods.Member;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Type;

/** Class files and how their classes extend one another; names are internal. */
final class ClassTypes {

  private final Map<String, ClassModel> models = new HashMap<>();
  private final Map<String, Map<Member, MethodModel>> methods = new HashMap<>();
  private final Map<String, Set<String>> subtypes = new HashMap<>();
  private final Map<String, List<Member>> ofJava = new HashMap<>();

  ClassTypes(Map<String, byte[]> classes) {
    classes.forEach((name, bytes) -> {
      ClassModel model = ClassFile.of().parse(bytes);
      models.put(name, model);
      Map<Member, MethodModel> own = new LinkedHashMap<>();
      model.methods().forEach(m -> own.put(
          new Member(name, m.methodName().stringValue(), m.methodType().stringValue()), m));
      methods.put(name, own);
    });
    models.keySet().forEach(name -> lineage(name)
        .forEach(above -> subtypes.computeIfAbsent(above, _ -> new HashSet<>()).add(name)));
  }

  boolean has(String name) {
    return models.containsKey(name);
  }

  Optional<ClassModel> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  Set<Member> declared(String name) {
    return methods.getOrDefault(name, Map.of()).keySet();
  }

  Optional<CodeModel> code(Member member) {
    return Optional.ofNullable(methods.getOrDefault(member.owner(), Map.of()).get(member)).flatMap(MethodModel::code);
  }

  /** A class and all of these that are above it: its superclasses first, from it upwards, then interfaces. */
  Set<String> lineage(String name) {
    Set<String> all = new LinkedHashSet<>();
    for (Optional<String> each = Optional.of(name); each.isPresent() && has(each.get());) {
      all.add(each.get());
      each = models.get(each.get()).superclass().map(ClassEntry::asInternalName);
    }
    for (String each : List.copyOf(all)) {
      models.get(each).interfaces().forEach(type -> all.addAll(lineage(type.asInternalName())));
    }
    return all;
  }

  /** The classes that are such a one, itself included. */
  Set<String> subtypes(String name) {
    return subtypes.getOrDefault(name, Set.of());
  }

  /** The method that a class has by a name and descriptor, its own or one from above; empty where that is Java's. */
  Optional<Member> resolved(Member member) {
    List<Member> found = lineage(member.owner()).stream().map(member::of).filter(m -> declared(m.owner()).contains(m))
        .toList();
    return found.stream().filter(m -> code(m).isPresent()).findFirst().or(() -> found.stream().findFirst());
  }

  /** The methods of Java's classes and interfaces that a class extends or implements, as its own. */
  List<Member> ofJava(String name) {
    return ofJava.computeIfAbsent(name, each -> {
      List<Member> all = new ArrayList<>();
      for (String above : lineage(each)) {
        models.get(above).superclass().map(ClassEntry::asInternalName).ifPresent(type -> add(all, each, type));
        models.get(above).interfaces().forEach(type -> add(all, each, type.asInternalName()));
      }
      return all;
    });
  }

  private void add(List<Member> all, String owner, String type) {
    if (!has(type)) {
      java(type).forEach(m -> all.add(new Member(owner, m.getName(), Type.getMethodDescriptor(m))));
    }
  }

  private static List<Method> java(String name) {
    try {
      List<Method> methods = new ArrayList<>();
      Class<?> type = Class.forName(name.replace('/', '.'), false, ClassTypes.class.getClassLoader());
      methods.addAll(List.of(type.getMethods()));
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        methods.addAll(List.of(each.getDeclaredMethods()));
      }
      return methods;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class " + name, e);
    }
  }

  static String internal(ClassDesc type) {
    String descriptor = type.descriptorString();
    return type.isClassOrInterface() ? descriptor.substring(1, descriptor.length() - 1) : descriptor;
  }
}
