package adjoint.compiler.plan;

import static adjoint.compiler.graph.ScalarFunction.EQ;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A map that chooses by the position along one short axis, such as the gates of an LSTM, in pieces: a map for each
 * position, which chooses nothing any more and may be computed beside what it reads.
 */
final class SplitByGuards {

  /** The longest axis that is cut. */
  private static final long MOST = 8;

  private SplitByGuards() {}

  /** A member for each position; none where the definition isn't such a choice. */
  static List<Group.Member> of(Definition definition) {
    if (!(definition.operation() instanceof Comprehension c) || !c.over().isEmpty() || c.out().size() < 2) {
      return List.of();
    }
    return chosen(c).map(index -> cut(definition, c, index)).orElse(List.of());
  }

  private static Optional<Index> chosen(Comprehension c) {
    Set<Index> compared = new HashSet<>();
    for (Scalar next = c.body(); next instanceof Scalar.Select s; next = s.otherwise()) {
      compared(s.condition()).ifPresent(compared::add);
    }
    return c.out().subList(0, c.out().size() - 1).stream()
        .filter(i -> compared.contains(i) && i.size().isConstant() && i.size().constant() <= MOST).findFirst();
  }

  /** The index that a condition compares with a number. */
  private static Optional<Index> compared(Scalar condition) {
    return condition instanceof Scalar.Apply a && a.function() == EQ && number(a.arguments().get(1)).isPresent()
        && a.arguments().get(0) instanceof Scalar.At at ? at.position().asIndex() : Optional.empty();
  }

  private static Optional<Double> number(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> Optional.of(c.value());
      case Scalar.At a when a.position().isConstant() && a.position().offset().isConstant() ->
        Optional.of((double) a.position().offset().constant());
      case Scalar.At a -> Optional.empty();
      case Scalar.SizeOf s -> Optional.empty();
      case Scalar.Read r -> Optional.empty();
      case Scalar.Apply a -> Optional.empty();
      case Scalar.Select s -> Optional.empty();
      case Scalar.Draw d -> Optional.empty();
    };
  }

  private static List<Group.Member> cut(Definition definition, Comprehension c, Index index) {
    List<Group.Member> pieces = new ArrayList<>();
    List<Index> out = c.out().stream().filter(i -> !i.equals(index)).toList();
    for (long position = 0; position < index.size().constant(); position++) {
      Subscript here = Subscript.of(position);
      Scalar body = decided(c.body(), index, position).substitute(Map.of(index, here));
      List<Subscript> at = c.out().stream()
          .map(i -> i.equals(index) ? here : Subscript.of((Subscript.Atom) i)).toList();
      Definition piece = new Definition(definition.results(), Comprehension.map(out, body), definition.origin());
      pieces.add(new Group.Member(piece, at));
    }
    return pieces;
  }

  private static Scalar decided(Scalar body, Index index, long position) {
    if (body instanceof Scalar.Select s && compared(s.condition()).filter(index::equals).isPresent()) {
      double number = number(((Scalar.Apply) s.condition()).arguments().get(1)).orElseThrow();
      return decided(number == position ? s.then() : s.otherwise(), index, position);
    }
    return body.mapChildren(child -> decided(child, index, position));
  }
}
