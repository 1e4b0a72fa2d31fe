package adjoint.compiler.lower;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.check.Dim;
import adjoint.compiler.check.Mistakes;
import adjoint.compiler.check.Silent;
import adjoint.compiler.check.Type;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.Meaning.Fields;
import adjoint.compiler.lower.Meaning.Tensor;
import adjoint.compiler.source.Span;
import adjoint.runtime.text.Words;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A statement typed at the prompt: a graph that takes the bound values it reads and gives its own. A bound name that isn't
 * a value (an instance, a function) is evaluated from its definition wherever it is read.
 */
final class PromptLowering {

  private final Session session;
  private final Environment file;
  private final Map<String, Bound> bound;
  private final Whole whole;
  private final Elaboration elaboration;
  private final Evaluator evaluator;
  private final Map<Integer, Meaning> known = new HashMap<>();
  private final Set<String> reads = new LinkedHashSet<>();

  PromptLowering(Session session, Environment file, Map<String, Type.Tensor> types, Map<String, Bound> bound,
      Whole whole) {
    this.session = session;
    this.file = file;
    this.bound = bound;
    this.whole = whole;
    this.elaboration = new Elaboration(session, false, false);
    this.evaluator = new Evaluator(elaboration);
    types.forEach(elaboration::declare);
  }

  /** The types of all that is stored, under the names of the session. */
  Map<String, Type.Tensor> types() {
    return elaboration.declared();
  }

  Optional<LoweredEntry> lower(Statement statement, String site) {
    LoweredEntry[] lowered = new LoweredEntry[1];
    session.problems.attempt(() -> {
      Map<String, Meaning> meanings = meanings(statement, site, this::read);
      if (session.problems.isEmpty()) {
        lowered[0] = entry(meanings, statement);
      }
    });
    return session.problems.isEmpty() ? Optional.ofNullable(lowered[0]) : Optional.empty();
  }

  private Environment environment(Statement statement, String site, Function<String, Optional<Meaning>> names) {
    Block block = new Block(List.of(statement), statement.span());
    Environment outer = file.body(
        new Environment.Site(Dim.FILE, site, "prompt", Map.of(), Optional.empty()), bound.keySet(), names);
    Map<Expr, String> sites = Sites.of(block, outer::find);
    sites.replaceAll((layer, local) -> local.equals(site) ? "" : local);
    return outer.body(new Environment.Site(Dim.FILE, site, "prompt", sites, Optional.empty()));
  }

  /** What a statement binds, by name; under `result` what it gives without a name. */
  private Map<String, Meaning> meanings(Statement statement, String site, Function<String, Optional<Meaning>> names) {
    String before = elaboration.drawFor(site);
    try {
      return meanings(statement, environment(statement, site, names));
    } finally {
      elaboration.drawFor(before);
    }
  }

  private Map<String, Meaning> meanings(Statement statement, Environment env) {
    Map<String, Meaning> all = new LinkedHashMap<>();
    switch (statement) {
      case Statement.Bind b -> {
        evaluator.bodies().statement(b, env, false);
        b.names().forEach(name -> env.find(name.name()).ifPresent(m -> all.put(name.name(), m)));
      }
      case Statement.Equation e -> {
        evaluator.bodies().statement(e, env, false);
        env.find(e.name().name()).ifPresent(m -> all.put(e.name().name(), m));
      }
      case Statement.Assert a -> all.put("result", TestLowering.holds(a, evaluator, env));
      default -> Optional.ofNullable(evaluator.bodies().statement(statement, env, true))
          .ifPresent(m -> all.put("result", m));
    }
    return all;
  }

  private LoweredEntry entry(Map<String, Meaning> meanings, Statement statement) {
    Map<String, Type> results = new LinkedHashMap<>();
    Map<String, String> told = new LinkedHashMap<>();
    meanings.forEach((name, meaning) -> {
      if (flows(meaning)) {
        results.put(name, give(name, meaning, statement.span()));
      } else {
        told.put(name, Telling.of(meaning));
      }
    });
    Set<String> stored = new LinkedHashSet<>();
    session.stored().keySet().stream().filter(elaboration::uses).forEach(stored::add);
    return new LoweredEntry(elaboration.build("entry"), ProgramLowering.layout(List.copyOf(session.stored().values())),
        results, told, meanings.size() == 1 ? constant(meanings.values().iterator().next()) : Optional.empty(),
        Set.copyOf(reads), stored);
  }

  private static Optional<String> constant(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Known k -> k.constant().filter(value -> !value.isNaN()).map(PromptLowering::number);
      case Meaning.Flag f -> Optional.of(Boolean.toString(f.value()));
      case Meaning.Text t -> Optional.of('"' + t.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"');
      default -> Optional.empty();
    };
  }

  private static String number(double value) {
    return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Words.number(value);
  }

  private static boolean flows(Meaning meaning) {
    return switch (meaning) {
      case Tensor t -> true;
      case Meaning.Known k -> true;
      case Meaning.Flag f -> true;
      case Meaning.Step s -> true;
      case Fields f -> !f.fields().isEmpty() && f.fields().values().stream().allMatch(PromptLowering::flows);
      default -> false;
    };
  }

  /** Makes a result outputs of the graph, one for each part. */
  private Type give(String name, Meaning meaning, Span span) {
    if (meaning instanceof Fields f) {
      Map<String, Type> types = new LinkedHashMap<>();
      f.fields().forEach((field, part) -> types.put(field, give(name + "." + field, part, span)));
      return new Type.Fields(types);
    }
    Tensor tensor = evaluator.asTensor(meaning, span, file);
    elaboration.name(tensor.value(), name);
    elaboration.graph.output(name, false, tensor.value());
    return tensor.type();
  }

  // What was bound before

  /** A name as the entry itself reads it. */
  private Optional<Meaning> read(String name) {
    Optional<Bound> binding = Optional.ofNullable(bound.get(name));
    binding.ifPresent(known -> reads.add(name));
    return binding.map(this::meaning);
  }

  private Meaning meaning(Bound binding) {
    Meaning meaning = known.get(binding.number());
    if (meaning == null) {
      meaning = binding.type().isEmpty() || whole.reaches(binding, bound)
          ? anew(binding)
          : flowing(binding);
      known.put(binding.number(), meaning);
    }
    return meaning;
  }

  /** By its definition, which reads what its names meant then. */
  private Meaning anew(Bound binding) {
    Meaning meaning = meanings(binding.definition(), binding.site(),
        name -> Optional.ofNullable(binding.reads().get(name)).map(this::meaning)).get(binding.name());
    if (meaning == null) {
      throw new Silent();
    }
    return meaning instanceof Tensor t ? t.at(span(binding)) : meaning;
  }

  private Meaning flowing(Bound binding) {
    if (!binding.isBoundIn(bound)) {
      throw Mistakes.of("NN0201", span(binding), "the value that `" + binding.name() + "` had here is gone");
    }
    return flowing(binding.name(), binding.type().orElseThrow(), span(binding));
  }

  private static Span span(Bound binding) {
    return switch (binding.definition()) {
      case Statement.Bind b -> b.names().stream().filter(n -> n.name().equals(binding.name())).findFirst()
          .map(Expr.Name::span).orElse(b.span());
      case Statement other -> other.span();
    };
  }

  private Meaning flowing(String name, Type type, Span span) {
    return switch (type) {
      case Type.Tensor t -> {
        Value value = elaboration.graph.input(Input.Role.DATA, name, t.kind().element(), t.graphAxes());
        yield new Tensor(t, value, false, span);
      }
      case Type.Fields f -> {
        Map<String, Meaning> fields = new LinkedHashMap<>();
        f.fields().forEach((field, part) -> fields.put(field, flowing(name + "." + field, part, span)));
        yield new Fields(fields);
      }
    };
  }
}
