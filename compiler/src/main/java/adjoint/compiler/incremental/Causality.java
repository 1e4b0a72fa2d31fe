package adjoint.compiler.incremental;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shows that each row along the positions of a sequence depends on earlier ones only: by reads of its own row and of shifted ones,
 * by scans along the positions, and where all rows are read, by a mask that makes a constant of what stands behind the own.
 */
final class Causality {

  private final Rows rows = new Rows();
  private final Axis along;
  private final Value place;

  private Causality(Axis along, Value place) {
    this.along = along;
    this.place = place;
  }

  /**
   * What is known of a graph's values.
   *
   * @param feed whose last axis goes along the positions
   * @param place the position whose row is wanted
   * @throws NotCausal where a row may depend on later ones
   */
  static Rows of(Graph graph, Value feed, Value place) {
    Causality causality = new Causality(feed.axes().getLast(), place);
    causality.rows.axis.put(feed, feed.axes().size() - 1);
    for (Input input : graph.inputs()) {
      boolean also = input.role() == Input.Role.DATA && !input.value().equals(feed)
          && input.value().axes().contains(causality.along);
      if (also) {
        throw new NotCausal(input.name() + " goes along the same positions");
      }
    }
    causality.block(graph.definitions(), Optional.empty());
    return causality.rows;
  }

  /** @param now the step of the scan along the positions that it stands in */
  private void block(List<Definition> definitions, Optional<Index> now) {
    for (Definition definition : definitions) {
      definition.results().forEach(value -> rows.definitions.put(value, definition));
      switch (definition.operation()) {
        case Operation.Nestable nest -> nest(definition, nest, now);
        case Scan scan -> scan(definition, scan, now);
        case Operation.Scatter _,Operation.Order _ -> {
          if (definition.operation().operands().stream().anyMatch(this::depends)) {
            throw NotCausal.at(definition, "puts rows of several positions in an order");
          }
        }
      }
    }
  }

  private boolean depends(Value value) {
    return rows.isTimed(value) || rows.whole.contains(value) || rows.beyond.containsKey(value);
  }

  private void nest(Definition definition, Operation.Nestable nest, Optional<Index> now) {
    List<ElementRead> accesses = ElementRead.of(nest).stream().filter(a -> depends(a.tensor())).toList();
    accesses.stream().filter(a -> rows.whole.contains(a.tensor())).findFirst().ifPresent(a -> {
      throw NotCausal.at(definition, "reads what is left after all positions");
    });
    requireNoOpenSize(definition, nest);
    if (accesses.isEmpty() || accesses.stream().allMatch(a -> isNow(a))) {
      return;
    }
    Index row = now.orElseGet(() -> row(definition, nest, accesses));
    if (now.isEmpty()) {
      rows.row.put(definition, row);
      rows.axis.put(definition.result(), nest.out().indexOf(row));
    }
    for (Index other : others(definition, accesses, row)) {
      behind(definition, nest, row, other);
    }
  }

  /** With an open dim there are more positions than tokens so far. */
  private void requireNoOpenSize(Definition definition, Operation.Nestable nest) {
    Set<String> open = Set.copyOf(along.size().openDims());
    boolean uses = !open.isEmpty() && nest.body().nodes().anyMatch(n -> n instanceof Scalar.SizeOf s
        && s.size().openDims().stream().anyMatch(open::contains));
    if (uses) {
      throw NotCausal.at(definition, "depends on how many positions there are");
    }
  }

  private boolean isNow(ElementRead access) {
    return rows.isTimed(access.tensor()) && StepForm.isAt(place, access.at().get(rows.axis.get(access.tensor())));
  }

  /** The index along which the definition has its rows: that of the same name where several could be it. */
  private Index row(Definition definition, Operation.Nestable nest, List<ElementRead> accesses) {
    Set<Index> read = new LinkedHashSet<>();
    for (ElementRead access : accesses) {
      if (rows.isTimed(access.tensor())) {
        Subscript at = access.at().get(rows.axis.get(access.tensor()));
        nest.out().stream().filter(i -> at.coefficient(i).is(1)).forEach(read::add);
      }
    }
    return read.stream().filter(i -> i.name().equals(along.name())).findFirst()
        .or(() -> read.stream().findFirst())
        .orElseThrow(() -> NotCausal.at(definition, "is made of all positions at once"));
  }

  /** The indices that go along other positions than the row's. */
  private Set<Index> others(Definition definition, List<ElementRead> accesses, Index row) {
    Set<Index> others = new LinkedHashSet<>();
    for (ElementRead access : accesses) {
      for (int axis = 0; axis < access.at().size(); axis++) {
        Subscript at = access.at().get(axis);
        boolean own = rows.isTimed(access.tensor()) && rows.axis.get(access.tensor()) == axis;
        if (rows.beyond(access.tensor(), axis).isPresent()) {
          others.add(at.asIndex().filter(i -> !i.equals(row))
              .orElseThrow(() -> NotCausal.at(definition, "reads a position that may be a later one")));
        } else if (own && !at.asIndex().equals(Optional.of(row))) {
          rows.remembered.add(access.tensor());
          if (!isPast(at, row)) {
            others.add(at.asIndex()
                .orElseThrow(() -> NotCausal.at(definition, "reads a position that may be a later one")));
          }
        }
      }
      if (!rows.isTimed(access.tensor()) || rows.remembered.contains(access.tensor())) {
        requirePlain(definition, access, row);
      }
    }
    return others;
  }

  /** What has something behind its row is read in that row. */
  private void requirePlain(Definition definition, ElementRead access, Index row) {
    boolean elsewhere = rows.isTimed(access.tensor()) && rows.beyond.containsKey(access.tensor())
        && !access.at().get(rows.axis.get(access.tensor())).asIndex().equals(Optional.of(row));
    if (elsewhere) {
      throw NotCausal.at(definition, "reads rows of rows");
    }
  }

  /** Whether a place is never behind the row. */
  private static boolean isPast(Subscript at, Index row) {
    if (!at.coefficient(row).is(1) || !at.isAffine() || !at.offset().isConstant()) {
      return false;
    }
    long most = at.offset().constant();
    for (Subscript.Term term : at.terms()) {
      Size coefficient = term.coefficient();
      Size size = ((Index) term.atom()).size();
      if (term.atom().equals(row) || (coefficient.isConstant() && coefficient.constant() < 0)) {
        continue;
      }
      if (!coefficient.isConstant() || !size.isConstant()) {
        return false;
      }
      most += coefficient.constant() * (size.constant() - 1);
    }
    return most <= 0;
  }

  private void behind(Definition definition, Operation.Nestable nest, Index row, Index other) {
    Beyond there = Beyond.of(nest.body(), rows, row, other);
    if (nest.out().contains(other)) {
      rows.beyond.computeIfAbsent(definition.result(), v -> new HashMap<>()).put(nest.out().indexOf(other), there);
    } else if (there instanceof Beyond.Later) {
      throw NotCausal.at(definition, "reads later positions, which no mask hides");
    }
  }

  // Scans

  private void scan(Definition definition, Scan scan, Optional<Index> now) {
    boolean goesAlong = scan.step().size().equals(along.size()) && reads(scan.body(), scan.step());
    if (goesAlong) {
      recurrence(definition, scan, now);
      return;
    }
    for (Operation.Carry carry : scan.carries()) {
      Optional.ofNullable(rows.axis.get(carry.initial())).ifPresent(axis -> rows.axis.put(carry.entry(), axis));
      requireRows(definition, carry.initial());
    }
    block(scan.body(), now);
    for (int i = 0; i < scan.carries().size(); i++) {
      Operation.Carry carry = scan.carries().get(i);
      requireRows(definition, carry.next());
      if (!Optional.ofNullable(rows.axis.get(carry.next())).equals(Optional.ofNullable(rows.axis.get(carry.entry())))) {
        throw NotCausal.at(definition, "goes on with another arrangement of positions than it began with");
      }
      keep(definition.results().get(i), carry.next(), 0);
    }
    for (int i = 0; i < scan.yields().size(); i++) {
      requireRows(definition, scan.yields().get(i));
      keep(definition.results().get(scan.carries().size() + i), scan.yields().get(i), 1);
    }
  }

  private void keep(Value result, Value of, int further) {
    Optional.ofNullable(rows.axis.get(of)).ifPresent(axis -> rows.axis.put(result, axis + further));
  }

  private void requireRows(Definition definition, Value value) {
    if (rows.beyond.containsKey(value) || rows.whole.contains(value)) {
      throw NotCausal.at(definition, "carries rows of rows");
    }
  }

  /** Whether rows are read at the step. */
  private boolean reads(List<Definition> body, Index step) {
    return body.stream().anyMatch(d -> reads(d.operation().inner(), step) || ElementRead.of(d.operation()).stream()
        .anyMatch(a -> rows.isTimed(a.tensor())
            && a.at().get(rows.axis.get(a.tensor())).indices().contains(step)));
  }

  private void recurrence(Definition definition, Scan scan, Optional<Index> now) {
    boolean fits = !scan.reverse() && now.isEmpty()
        && scan.carries().stream().noneMatch(c -> depends(c.initial()));
    if (!fits) {
      throw NotCausal.at(definition,
          scan.reverse() ? "goes backwards through the positions" : "begins with all of them");
    }
    rows.recurrences.add(definition);
    block(scan.body(), Optional.of(scan.step()));
    for (int i = 0; i < definition.results().size(); i++) {
      Value result = definition.results().get(i);
      if (i < scan.carries().size()) {
        requireRows(definition, scan.carries().get(i).next());
        rows.whole.add(result);
      } else {
        requireRows(definition, scan.yields().get(i - scan.carries().size()));
        rows.axis.put(result, 0);
      }
    }
  }
}
