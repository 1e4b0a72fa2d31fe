package adjoint.compiler.gradient;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Goes backwards over the definitions of one level (a graph, or a scan's body) and collects the adjoint of every value.
 * What flows to values of outer levels is kept for them.
 */
final class Reverse {

  final GraphBuilder graph;
  final Predicate<Value> active;
  private final Predicate<Value> own;
  private final Consumer<Value> bind;
  private final UnaryOperator<Flow> relocation;
  private final List<Definition> definitions;
  private final Divergent divergent;
  private final Map<Value, List<AdjointPart>> pieces = new HashMap<>();
  private final Map<Value, Support> supports = new HashMap<>();
  private final List<Flow> escaped = new ArrayList<>();

  /**
   * @param own the values whose adjoints this level makes
   * @param active the values that depend on what is differentiated by
   * @param relocation says a flow, which is in the terms of the forward pass, in terms of what exists where the adjoints are
   *     made
   * @param around what may not be finite of what is defined outside
   * @param bind told of each value that is added to the forward pass of this level
   */
  Reverse(GraphBuilder graph, List<Definition> definitions, Predicate<Value> own, Predicate<Value> active,
      UnaryOperator<Flow> relocation, Divergent around, Consumer<Value> bind) {
    this.graph = graph;
    this.definitions = new ArrayList<>(definitions);
    this.divergent = around.with(definitions);
    this.own = own;
    this.active = active;
    this.relocation = relocation;
    this.bind = bind;
  }

  /** The definitions of the forward pass, those of scans with the further yields that adjoints need. */
  List<Definition> definitions() {
    return List.copyOf(definitions);
  }

  /** What flows to values of outer levels. */
  List<Flow> escaped() {
    return List.copyOf(escaped);
  }

  UnaryOperator<Flow> relocation() {
    return relocation;
  }

  /** What may not be finite of what is defined here and around. */
  Divergent divergent() {
    return divergent;
  }

  void bind(Value value) {
    bind.accept(value);
  }

  /** @param support where the part may be anything but 0 */
  void add(Value value, AdjointPart piece, Support support) {
    supports.merge(value, support, Support::or);
    pieces.computeIfAbsent(value, v -> new ArrayList<>()).add(piece);
  }

  /** Where the adjoint of a value may be anything but 0, as far as what flows to it so far says. */
  Support support(Value value) {
    return supports.getOrDefault(value, Support.EVERYWHERE);
  }

  void run() {
    for (int i = definitions.size() - 1; i >= 0; i--) {
      int place = i;
      Definition definition = definitions.get(i);
      if (definition.results().stream().anyMatch(pieces::containsKey)) {
        differentiate(definition).ifPresent(extended -> definitions.set(place, extended));
      }
    }
  }

  /** The adjoint of a value as one piece, if anything flows to it. */
  Optional<AdjointPart> total(Value value) {
    List<AdjointPart> parts = pieces.getOrDefault(value, List.of());
    if (parts.size() > 1) {
      List<Index> at = graph.indices(value.axes());
      Scalar sum = parts.stream().map(p -> p.read(Subscript.of(at))).reduce(Arithmetic::add).orElseThrow();
      Value total = graph.add("∂" + value.name(), Operation.Comprehension.map(at, sum), Origin.NONE);
      pieces.put(value, new ArrayList<>(List.of(AdjointPart.of(total))));
    }
    return pieces.getOrDefault(value, List.of()).stream().findFirst();
  }

  /** The adjoint of a value as a tensor, zeros if nothing flows to it. */
  Value totalTensor(Value value) {
    Optional<AdjointPart> total = total(value);
    if (total.orElse(null) instanceof AdjointPart.Within w && w.isWhole(value)) {
      return w.tensor();
    }
    List<Index> at = graph.indices(value.axes());
    Scalar body = total.map(p -> p.read(Subscript.of(at))).orElse(Scalar.ZERO);
    return graph.add("∂" + value.name(), Operation.Comprehension.map(at, body), Origin.NONE);
  }

  /** Makes what flows back from one definition; a scan is returned with further yields. */
  private Optional<Definition> differentiate(Definition definition) {
    switch (definition.operation()) {
      case Operation.Comprehension c -> comprehension(definition, c);
      case Operation.Scatter s -> total(definition.result()).ifPresent(t -> scatter(definition, s, t));
      case Operation.ArgReduce a -> {}
      case Operation.Order o -> {}
      case Operation.Scan s -> {
        return Optional.of(new ScanReverse(this, definition, s).run());
      }
    }
    return Optional.empty();
  }

  private void comprehension(Definition definition, Operation.Comprehension c) {
    Value result = definition.result();
    Optional<AdjointPart> total = result.element() == Element.REAL ? total(result) : Optional.empty();
    if (total.isEmpty()) {
      return;
    }
    List<Subscript> place = Subscript.of(c.out());
    boolean extremum = !c.over().isEmpty() && c.reduction() != Operation.Reduction.SUM;
    boolean sum = !c.over().isEmpty() && !extremum;
    List<Guard> passed = support(result).read(place);
    List<Guard> cuts = cuts(c, passed);
    List<Guard> guards = new ArrayList<>(passed.stream().filter(g -> !cuts.contains(g)).toList());
    if (extremum) {
      guards.add(chosen(c, definition));
    }
    Scalar adjoint = total.get().read(place);
    List<Index> variables = new ArrayList<>(c.out());
    variables.addAll(c.over());
    Scalar own = sum ? c.body() : new Scalar.Read(result, place);
    emit(ScalarFlows.of(c.body(), own, arriving(adjoint), guards, variables, active, definition.origin()).stream()
        .map(f -> f.behind(cuts)).toList());
  }

  /** What an extreme gets goes to all that are as large, in equal parts. */
  private void scatter(Definition definition, Operation.Scatter s, AdjointPart total) {
    Arriving arriving = arriving(total.read(s.at()));
    List<Guard> guards = new ArrayList<>(support(definition.result()).read(s.at()));
    if (s.reduction() != Operation.Reduction.SUM) {
      Scalar hits = Scalar.apply(ScalarFunction.EQ, s.body(), new Scalar.Read(definition.result(), s.at()));
      Scalar one = new Scalar.Select(hits, Scalar.ONE, Scalar.ZERO);
      Flow each = relocation.apply(new Flow(definition.result(), s.at(), List.of(), List.of(), arriving(one),
          List.of(), definition.origin()));
      Map<Index, Subscript> places = new HashMap<>();
      List<Index> out = graph.fresh(s.out(), places);
      List<Index> over = graph.fresh(s.over(), places);
      Operation count = new Operation.Scatter(out, over,
          each.at().stream().map(p -> p.substitute(places)).toList(), each.adjoint().substitute(places));
      Value hit = graph.add("hits", count, definition.origin());
      guards.add(Guard.of(hits, true));
      arriving = arriving.over(new Scalar.Read(hit, s.at()));
    }
    emit(ScalarFlows.of(s.body(), s.body(), arriving, guards, s.over(), active, definition.origin()));
  }

  /** The guards that all which they meet does without: slices behind a contraction of what is finite. */
  private List<Guard> cuts(Operation.Comprehension c, List<Guard> passed) {
    List<Guard> plain = passed.stream().filter(Guard::isPlain).toList();
    boolean needless = !plain.isEmpty() && divergent.isModerateContraction(c)
        && passed.stream().allMatch(Guards::isProven);
    return needless ? plain : List.of();
  }

  /** A scalar of the forward pass in terms of what exists here. */
  private Scalar present(Scalar scalar, Definition definition) {
    return relocation.apply(new Flow(definition.result(), List.of(), List.of(), List.of(), arriving(scalar),
        List.of(), definition.origin())).adjoint();
  }

  /** That the reduced indices are those of the extremum, the first one among equals. */
  private Guard chosen(Operation.Comprehension c, Definition definition) {
    Map<Index, Subscript> fresh = new HashMap<>();
    List<Index> out = graph.fresh(c.out(), fresh);
    Size count = c.over().stream().map(Index::size).reduce(Size.ONE, Size::times);
    Index flat = graph.index(c.over().getFirst().name(), count);
    Subscript number = Subscript.ZERO;
    Subscript rest = Subscript.of(flat);
    for (Index index : c.over()) {
      count = count.floorDiv(index.size());
      fresh.put(index, rest.floorDiv(count));
      rest = rest.modulo(count);
      number = number.plus(Subscript.of(index).times(count));
    }
    Scalar body = present(c.body().substitute(fresh), definition);
    Operation choice = new Operation.ArgReduce(c.reduction() == Operation.Reduction.MAX, out, flat, body);
    Value chosen = graph.add("arg" + definition.result().name(), choice, definition.origin());
    Scalar equal = Scalar.apply(ScalarFunction.EQ, new Scalar.At(number), GraphBuilder.read(chosen, c.out()));
    return Guard.of(equal, true);
  }

  /** Brings flows to their targets. Elementwise ones from the same definition become one sum. */
  void emit(List<Flow> flows) {
    Map<Value, Inversion.Gather> elementwise = new LinkedHashMap<>();
    for (Flow flow : flows) {
      if (!own.test(flow.target())) {
        escaped.add(flow);
        continue;
      }
      Flow present = relocation.apply(flow);
      Optional<Inversion.Gather> gather = new Inversion(graph).gather(present);
      if (gather.isEmpty()) {
        scatter(present);
      } else if (gather.get().over().isEmpty()) {
        elementwise.merge(flow.target(), gather.get(), Reverse::sum);
      } else {
        define(flow.target(), gather.get(), flow.origin());
      }
    }
    elementwise.forEach((target, gather) -> define(target, gather, flows.getFirst().origin()));
  }

  private static Inversion.Gather sum(Inversion.Gather first, Inversion.Gather second) {
    Operation.Comprehension a = first.operation();
    Operation.Comprehension b = second.operation();
    Scalar sum = Arithmetic.add(a.body(), b.bodyAt(Subscript.of(a.out())));
    return new Inversion.Gather(Operation.Comprehension.map(a.out(), sum), first.support().or(second.support()));
  }

  private void define(Value target, Inversion.Gather gather, Origin origin) {
    Operation.Comprehension operation = gather.operation();
    Optional<AdjointPart> piece =
        gather.over().isEmpty() ? asPiece(operation.out(), operation.body(), false) : Optional.empty();
    add(target, piece.orElseGet(() -> AdjointPart.of(graph.add("∂" + target.name(), operation, origin))),
        gather.support());
  }

  /** The body as a piece, if it is nothing but another tensor read at these places. */
  private static Optional<AdjointPart> asPiece(List<Index> out, Scalar body, boolean negated) {
    return switch (body) {
      case Scalar.Constant c -> Optional.of(new AdjointPart.Everywhere(c));
      case Scalar.Read r -> {
        int fixed = r.at().size() - out.size();
        boolean same = fixed >= 0 && r.at().subList(fixed, r.at().size()).equals(Subscript.of(out))
            && r.at().subList(0, fixed).stream().noneMatch(s -> s.indices().stream().anyMatch(out::contains));
        yield same
            ? Optional.of(new AdjointPart.Within(r.tensor(), r.at().subList(0, fixed), negated))
            : Optional.empty();
      }
      case Scalar.Apply a -> a.function() == ScalarFunction.NEG
          ? asPiece(out, a.arguments().getFirst(), !negated)
          : Optional.empty();
      case Scalar.SizeOf s -> Optional.empty();
      case Scalar.At p -> Optional.empty();
      case Scalar.Select s -> Optional.empty();
      case Scalar.Draw d -> Optional.empty();
    };
  }

  Arriving arriving(Scalar adjoint) {
    return Arriving.of(adjoint, divergent);
  }

  private void scatter(Flow flow) {
    Operation.Scatter scatter = new Inversion(graph).scatter(flow, (kept, summed, body) -> {
      Map<Index, Subscript> places = new HashMap<>();
      List<Index> out = graph.fresh(kept, places);
      List<Index> over = graph.fresh(summed, places);
      Operation partial = new Operation.Comprehension(out, over, Operation.Reduction.SUM, body.substitute(places));
      return GraphBuilder.read(graph.add("∂" + flow.target().name(), partial, flow.origin()), kept);
    });
    add(flow.target(), AdjointPart.of(graph.add("∂" + flow.target().name(), scatter, flow.origin())),
        Support.EVERYWHERE);
  }
}
