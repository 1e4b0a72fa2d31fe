package adjoint.compiler.math;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Positions in lines of mathematics that write their indices. */
final class MathPlaces {

  private final MathPrinter printer;
  private final Map<Index, String> indices = new HashMap<>();

  MathPlaces(MathPrinter printer) {
    this.printer = printer;
  }

  /** A small letter or word for an index, another one for each index of a line. */
  String letter(Index index) {
    return indices.computeIfAbsent(index, i -> {
      String word = i.name().isEmpty() || !Character.isLetter(i.name().charAt(0))
          ? "i"
          : i.name().replace("'", "").toLowerCase(Locale.ROOT);
      String candidate = word;
      while (indices.containsValue(candidate)) {
        candidate += "'";
      }
      return candidate;
    });
  }

  String text(Subscript subscript) {
    StringBuilder text = new StringBuilder();
    for (Subscript.Term term : subscript.terms()) {
      boolean negative = term.coefficient().isConstant() && term.coefficient().constant() < 0;
      var size = negative ? term.coefficient().times(-1) : term.coefficient();
      text.append(negative ? (text.isEmpty() ? "-" : " - ") : text.isEmpty() ? "" : " + ").append(atom(term.atom()))
          .append(size.is(1) ? "" : "*" + (size.terms().size() > 1 ? "(" + size + ")" : size));
    }
    if (!subscript.offset().is(0) || subscript.isConstant()) {
      String offset = subscript.offset().toString();
      boolean negative = offset.startsWith("-");
      text.append(text.isEmpty() ? offset : negative ? " - " + offset.substring(1) : " + " + offset);
    }
    return text.toString();
  }

  private String operand(Subscript subscript) {
    return subscript.asIndex().map(this::letter).orElseGet(() -> "(" + text(subscript) + ")");
  }

  private String atom(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> letter(i);
      case Subscript.Quotient q -> "(" + operand(q.of()) + " // " + q.by() + ")";
      case Subscript.Remainder r -> "(" + operand(r.of()) + " % " + r.by() + ")";
      case Subscript.Lookup l -> printer.mention(l.table())
          + (l.at().isEmpty() ? "" : l.at().stream().map(this::text).collect(Collectors.joining(", ", "[", "]")));
    };
  }
}
