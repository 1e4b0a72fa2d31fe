package adjoint.compiler.lower.prompt;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.lower.program.TestLowering;
import adjoint.compiler.lower.scope.BodyScope;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.InstanceNames;
import adjoint.compiler.lower.scope.Owner;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
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

  private final ProgramScope program;
  private final Environment file;
  private final Map<String, PromptBinding> bound;
  private final Recompute recompute;
  private final Build build;
  private final Evaluator evaluator;
  private final Map<Integer, Denotation> known = new HashMap<>();
  private final Set<String> reads = new LinkedHashSet<>();

  PromptLowering(ProgramScope program, Environment file, Map<String, Type.Tensor> types,
      Map<String, PromptBinding> bound,
      Recompute recompute) {
    this.program = program;
    this.file = file;
    this.bound = bound;
    this.recompute = recompute;
    this.build = new Build(program, false, false);
    this.evaluator = new Evaluator(build);
    types.forEach(build::declare);
  }

  /** The types of all that is stored, under the names of the session. */
  Map<String, Type.Tensor> types() {
    return build.declared();
  }

  Optional<LoweredEntry> lower(Statement statement, String site) {
    return program.problems.result(() -> meanings(statement, site, this::read))
        .filter(meanings -> program.problems.isEmpty())
        .flatMap(meanings -> program.problems.result(() -> entry(meanings, statement)))
        .filter(entry -> program.problems.isEmpty());
  }

  private Environment environment(Statement statement, String site, Function<String, Optional<Denotation>> names) {
    Block block = new Block(List.of(statement), statement.span());
    Environment outer =
        file.enter(new BodyScope(Dim.FILE, site, Owner.PROMPT, Map.of()), bound.keySet(), names);
    Map<Expr, String> instances = InstanceNames.of(block, outer::find);
    instances.replaceAll((layer, local) -> local.equals(site) ? "" : local);
    return outer.enter(new BodyScope(Dim.FILE, site, Owner.PROMPT, instances));
  }

  /** What a statement binds, by name; under `result` what it gives without a name. */
  private Map<String, Denotation> meanings(Statement statement, String site,
      Function<String, Optional<Denotation>> names) {
    String before = build.drawFor(site);
    try {
      return meanings(statement, environment(statement, site, names));
    } finally {
      build.drawFor(before);
    }
  }

  private Map<String, Denotation> meanings(Statement statement, Environment env) {
    Map<String, Denotation> all = new LinkedHashMap<>();
    switch (statement) {
      case Statement.Bind b -> {
        evaluator.statements.statement(b, env, false);
        b.names().forEach(name -> env.find(name.name()).ifPresent(m -> all.put(name.name(), m)));
      }
      case Statement.Equation e -> {
        evaluator.statements.statement(e, env, false);
        env.find(e.name().name()).ifPresent(m -> all.put(e.name().name(), m));
      }
      case Statement.Assert a -> all.put("result", TestLowering.holds(a, evaluator, env));
      case Statement.Update _,Statement.Declare _,Statement.Yield _,Statement.LocalDim _,Statement.Evaluate _ ->
        evaluator.statements.statement(statement, env, true).ifPresent(m -> all.put("result", m));
    }
    return all;
  }

  private LoweredEntry entry(Map<String, Denotation> meanings, Statement statement) {
    Map<String, Type> results = new LinkedHashMap<>();
    Map<String, String> told = new LinkedHashMap<>();
    meanings.forEach((name, meaning) -> {
      if (flows(meaning)) {
        results.put(name, give(name, meaning, statement.span()));
      } else {
        told.put(name, DescribeDenotation.of(meaning));
      }
    });
    Set<String> stored = new LinkedHashSet<>();
    program.stored().keySet().stream().filter(build::uses).forEach(stored::add);
    program.arrays.keySet().stream().filter(build::uses).forEach(stored::add);
    return new LoweredEntry(build.build("entry"),
        ProgramLowering.layout(ProgramLowering.withArrays(program, List.copyOf(program.stored().values()))),
        results, told, meanings.size() == 1 ? constant(meanings.values().iterator().next()) : Optional.empty(),
        Set.copyOf(reads), stored);
  }

  private static Optional<String> constant(Denotation meaning) {
    return switch (meaning) {
      case Denotation.Known k -> k.constant().filter(value -> !value.isNaN()).map(PromptLowering::number);
      case Denotation.Flag f -> Optional.of(Boolean.toString(f.value()));
      case Denotation.Text t -> Optional.of(DescribeDenotation.quoted(t));
      case Denotation.Entries e -> Optional.of(DescribeDenotation.of(e));
      case Denotation.DimName _,Denotation.Row _,Denotation.Scheduled _,Denotation.Step _ -> Optional.empty();
      case Denotation.OfFile _ -> Optional.empty();
      case Tensor _,Fields _,Denotation.Applicable _ -> Optional.empty();
    };
  }

  private static String number(double value) {
    return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Words.number(value);
  }

  private static boolean flows(Denotation meaning) {
    return switch (meaning) {
      case Tensor _,Denotation.Known _,Denotation.Flag _,Denotation.Step _ -> true;
      case Fields f -> !f.fields().isEmpty() && f.fields().values().stream().allMatch(PromptLowering::flows);
      case Denotation.Text _,Denotation.Entries _,Denotation.DimName _,Denotation.Row _,Denotation.Scheduled _ -> false;
      case Denotation.OfFile _ -> false;
      case Denotation.Applicable _ -> false;
    };
  }

  /** Makes a result outputs of the graph, one for each part. */
  private Type give(String name, Denotation meaning, Span span) {
    if (meaning instanceof Fields f) {
      Map<String, Type> types = new LinkedHashMap<>();
      f.fields().forEach((field, part) -> types.put(field, give(name + "." + field, part, span)));
      return new Type.Fields(types);
    }
    Tensor tensor = evaluator.tensors.of(meaning, span, file);
    build.name(tensor.value(), name);
    build.graph.output(name, false, tensor.value());
    return tensor.type();
  }

  // What was bound before

  /** A name as the entry itself reads it. */
  private Optional<Denotation> read(String name) {
    Optional<PromptBinding> binding = Optional.ofNullable(bound.get(name));
    binding.ifPresent(known -> reads.add(name));
    return binding.map(this::meaning);
  }

  private Denotation meaning(PromptBinding binding) {
    Optional<Denotation> before = Optional.ofNullable(known.get(binding.number()));
    Denotation meaning = before.orElseGet(() -> binding.type().isEmpty() || recompute.reaches(binding, bound)
        ? anew(binding)
        : flowing(binding));
    known.put(binding.number(), meaning);
    return meaning;
  }

  /** By its definition, which reads what its names meant then. */
  private Denotation anew(PromptBinding binding) {
    Map<String, Denotation> bindings = meanings(binding.definition(), binding.site(),
        name -> Optional.ofNullable(binding.reads().get(name)).map(this::meaning));
    Denotation meaning = Optional.ofNullable(bindings.get(binding.name())).orElseThrow(AlreadyReported::new);
    return meaning instanceof Tensor t ? t.at(span(binding)) : meaning;
  }

  private Denotation flowing(PromptBinding binding) {
    if (!binding.isBoundIn(bound)) {
      throw Mistake.of(CompilerProblem.UNKNOWN_NAME, span(binding),
          "the value that `" + binding.name() + "` had here is gone");
    }
    return flowing(binding.name(), binding.type().orElseThrow(), span(binding));
  }

  private static Span span(PromptBinding binding) {
    Statement definition = binding.definition();
    return definition instanceof Statement.Bind b
        ? b.names().stream().filter(n -> n.name().equals(binding.name())).findFirst().map(Expr.Name::span)
            .orElse(b.span())
        : definition.span();
  }

  private Denotation flowing(String name, Type type, Span span) {
    return switch (type) {
      case Type.Tensor t -> {
        Value value = build.graph.input(Input.Role.DATA, name, t.kind().element(), t.graphAxes());
        yield new Tensor(t, value, false, span);
      }
      case Type.Fields f -> {
        Map<String, Denotation> fields = new LinkedHashMap<>();
        f.fields().forEach((field, part) -> fields.put(field, flowing(name + "." + field, part, span)));
        yield new Fields(fields);
      }
    };
  }
}
