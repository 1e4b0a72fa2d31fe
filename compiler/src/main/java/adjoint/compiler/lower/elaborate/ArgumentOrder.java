package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of a call in the order of the parameters: those without a name first, those with one wherever it stands. */
final class ArgumentOrder {

  private ArgumentOrder() {}

  /** One for each parameter; empty where its default stands. */
  static List<Optional<Argument>> of(Declaration.Callable d, List<Argument> arguments, Span span) {
    List<String> names = d.parameters().stream().map(Declaration.Parameter::name).toList();
    Map<String, Argument> given = new LinkedHashMap<>();
    List<Argument> positional = arguments.stream().filter(a -> a.name().isEmpty()).toList();
    if (positional.size() > names.size()) {
      throw CallMistakes.argumentCount(span, d, arguments.stream().map(Argument::span).toList());
    }
    for (int i = 0; i < positional.size(); i++) {
      given.put(names.get(i), positional.get(i));
    }
    arguments.forEach(a -> a.name().ifPresent(name -> {
      if (!names.contains(name)) {
        throw CallMistakes.unknownArgument(a.written(), d, name);
      }
      requireNew(given.put(name, a), a, d.name(), name);
    }));
    for (Declaration.Parameter parameter : d.parameters()) {
      if (!given.containsKey(parameter.name()) && parameter.initial().isEmpty()) {
        throw CallMistakes.argumentMissing(span, d, parameter.name(), arguments.stream().map(Argument::span).toList());
      }
    }
    return names.stream().map(name -> Optional.ofNullable(given.get(name))).toList();
  }

  /** The arguments of a function of the core, which has parameters of these names, or none. */
  static List<Argument> of(BuiltinCall call, List<String> names) {
    List<Argument> positional = call.arguments().stream().filter(a -> a.name().isEmpty()).toList();
    Map<String, Argument> given = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(positional.size(), names.size()); i++) {
      given.put(names.get(i), positional.get(i));
    }
    call.arguments().forEach(a -> a.name().ifPresent(name -> {
      if (!names.contains(name)) {
        throw CallMistakes.unknownArgument(a.written(), call.name(), name, names);
      }
      requireNew(given.put(name, a), a, "`" + call.name() + "`", name);
    }));
    if (positional.size() > names.size() || !given.keySet().containsAll(names.subList(0, given.size()))) {
      throw CallMistakes.builtinCount(call.span(), call.name(), names.size(), call.arguments().size());
    }
    return names.stream().limit(given.size()).map(given::get).toList();
  }

  private static void requireNew(Argument before, Argument again, String callee, String name) {
    Optional.ofNullable(before).ifPresent(first -> {
      throw CallMistakes.argumentTwice(again.written(), callee, name, first.written());
    });
  }
}
