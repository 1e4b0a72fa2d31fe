package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Stores for all settings of some indices.
 *
 * @param loops the indices, outermost first; the lanes', if any, last
 * @param sizes of the loops
 * @param rest what is stored behind the last loop
 * @param vectors what vectors compute along the last loop, and between which guards; empty where they can't
 */
record Elementwise(List<Index> loops, List<Word> sizes, List<Target> targets, List<Target> rest,
    Optional<Vectors> vectors, Set<Part> parts) implements Piece {

  /** What of a loop over vectors is written, each with a copy of the bodies. */
  enum Part {
    /** Whole vectors. */
    WHOLE,
    /** The rest, at 16 lanes. */
    MASKED,
    /** The rest, at fewer lanes. */
    SINGLE
  }

  /** The index of the lanes, the stores with guards as registers, and where along it there is more to store than numbers. */
  record Vectors(Index lane, List<Target> targets, List<LoopGuard> guards, Optional<Inside> inside) {

    /** The numbers that are stored elsewhere. */
    Vectors outside() {
      return new Vectors(lane,
          targets.stream().map(t -> new Target(t.placement(), t.address(), t.value().argument(2))).toList(), List.of(),
          Optional.empty());
    }
  }

  /**
   * Chooses the innermost index along which all stores are contiguous and all bodies can be computed.
   *
   * @param ordered whether the turns must stay in this order
   */
  static Elementwise of(List<Index> loops, List<Target> targets, Mode mode, boolean ordered, List<Word> sizes,
      Words words) {
    List<Index> candidates = mode == Mode.SCALAR || loops.isEmpty()
        ? List.of()
        : ordered ? List.of(loops.getLast()) : loops.reversed();
    Optional<Vectors> vectors = candidates.stream().flatMap(i -> vectors(i, targets, words).stream()).findFirst();
    Optional<Phases> phases = vectors.isPresent() || ordered ? Optional.empty() : Phases.of(loops, targets, words);
    if (phases.isPresent()) {
      return new Elementwise(phases.get().loops(), sizes, phases.get().targets(), phases.get().rest(), vectors,
          EnumSet.allOf(Part.class));
    }
    List<Index> sorted = new ArrayList<>(loops);
    vectors.ifPresent(v -> {
      sorted.remove(v.lane());
      sorted.add(v.lane());
    });
    return new Elementwise(List.copyOf(sorted), sizes, targets, List.of(), vectors, EnumSet.allOf(Part.class));
  }

  private static Optional<Vectors> vectors(Index index, List<Target> targets, Words words) {
    if (!targets.stream().allMatch(t -> t.address().slope(index).filter(s -> s == 1).isPresent())) {
      return Optional.empty();
    }
    return LoopGuard.along(index, targets.stream().map(Target::value).toList(), words).map(guarded -> {
      List<Target> replaced = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        replaced.add(new Target(targets.get(i).placement(), targets.get(i).address(), guarded.words().get(i)));
      }
      Optional<Inside> inside =
          guarded.guards().isEmpty() ? Inside.along(index, guarded.words(), words) : Optional.empty();
      return new Vectors(index, replaced, guarded.guards(), inside);
    });
  }

  @Override
  public List<Word> roots() {
    List<Word> roots = new ArrayList<>(sizes);
    vectors.ifPresent(v -> v.guards().forEach(g -> roots.addAll(List.of(g.comparison(), g.place()))));
    vectors.flatMap(Vectors::inside).ifPresent(inside -> roots.addAll(inside.places()));
    vectors.map(Vectors::targets).orElse(targets).forEach(t -> roots.addAll(List.of(t.address(), t.value())));
    rest.forEach(t -> roots.addAll(List.of(t.address(), t.value())));
    return roots;
  }

  @Override
  public Optional<Index> outermost() {
    return loops.stream().findFirst();
  }

  @Override
  public List<Placement> placements() {
    return targets.stream().map(Target::placement).toList();
  }

  @Override
  public void write(Loops nest) {
    if (loops.isEmpty()) {
      nest.state().scope(() -> nest.store(nest.scalars(), targets));
      return;
    }
    List<Index> around = loops.subList(0, loops.size() - 1);
    nest.state().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(around, roots(), () -> innermost(nest, loops.getLast()));
    });
  }

  private void innermost(Loops nest, Index index) {
    if (vectors.isPresent()) {
      Stretches.write(nest, index, vectors.get().guards(), (turn, end) -> vectors.get().inside().ifPresentOrElse(
          inside -> stretches(nest, vectors.get(), inside, turn, end),
          () -> stretch(nest, vectors.get(), turn, end)));
    } else {
      nest.loop(index, List.of(), true, () -> nest.store(nest.scalars(), targets));
      nest.state().scope(() -> nest.store(nest.scalars(), rest));
    }
  }

  /** Numbers, what is computed, numbers. */
  private void stretches(Loops nest, Vectors vectors, Inside inside, Variable turn, Supplier<Expression> end) {
    ProcedureBuilder code = nest.code();
    Variable begin = code.let("begin", inside.first(nest, turn, end.get()));
    Variable stop = code.let("stop", inside.end(nest, begin, end.get()));
    if (!inside.from().isEmpty()) {
      stretch(nest, vectors.outside(), turn, () -> begin);
    }
    stretch(nest, vectors, turn, () -> stop);
    if (!inside.to().isEmpty()) {
      stretch(nest, vectors.outside(), turn, end);
    }
  }

  /** Each part by itself, for bodies so large that copies of them don't fit into one method. */
  @Override
  public List<Piece> split() {
    return vectors.isEmpty()
        ? List.of(this)
        : Arrays.stream(Part.values())
            .<Piece>map(p -> new Elementwise(loops, sizes, targets, rest, vectors, EnumSet.of(p))).toList();
  }

  private void stretch(Loops nest, Vectors vectors, Variable turn, Supplier<Expression> end) {
    ProcedureBuilder code = nest.code();
    if (parts.contains(Part.WHOLE)) {
      Variable limit = Tiles.limit(nest, end);
      code.goOn(turn, limit, nest.lanes(),
          () -> body(nest, vectors, turn, nest.vectors(vectors.lane(), Optional.empty())));
    } else {
      Tiles.skipWhole(nest, turn, end);
    }
    boolean rest = !vectors.guards().isEmpty() || !nest.isWhole(vectors.lane());
    if (rest && parts.contains(Part.MASKED)) {
      Tiles.masked(nest, turn, end,
          active -> body(nest, vectors, turn, nest.vectors(vectors.lane(), Optional.of(active))));
    }
    if (rest && parts.contains(Part.SINGLE)) {
      Tiles.single(nest, turn, end, () -> body(nest, vectors, turn, nest.scalars()));
    }
    code.set(turn, end.get());
  }

  private static void body(Loops nest, Vectors vectors, Variable turn, Form form) {
    nest.at(vectors.lane(), turn, () -> nest.store(form, vectors.targets()));
  }
}
