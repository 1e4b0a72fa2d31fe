package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Columns of a table as a field names them: `columns("p*", missing = drop)`. */
record ColumnReading(WrittenValues values) {

  /** The columns, and what to do where one has no value. */
  record Columns(Selection selection, Missing missing) {}

  Columns columns(Expr.Name name, Expr.Apply a) {
    List<String> patterns = new ArrayList<>();
    Missing missing = new Missing.Error();
    for (Expr.Argument argument : a.arguments()) {
      if (argument.name().isEmpty()) {
        patterns
            .add(argument.value() instanceof Expr.Number n
                ? Long.toString((long) n.value())
                : values.text(argument.value()));
      } else if (argument.name().get().equals("missing")) {
        missing = missing(argument.value());
      } else {
        throw NameMistakes.unknownWord(CompilerProblem.INVALID_SOURCE_OPTION, argument.span(),
            "`" + name.name() + "` has no option `" + argument.name().get() + "`",
            argument.name().get(), List.of("missing"));
      }
    }
    boolean single = name.name().equals("column");
    if (patterns.isEmpty() || (single && patterns.size() > 1)) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, a.span(),
          single ? "`column` takes the name of one column" : "`columns` takes names or patterns: columns(\"p*\")");
    }
    Selection selection = single
        ? new Selection.Column(patterns.getFirst())
        : new Selection.Columns(Collections.unmodifiableList(patterns));
    return new Columns(selection, missing);
  }

  private Missing missing(Expr expr) {
    if (expr instanceof Expr.Name n) {
      return switch (n.name()) {
        case "error" -> new Missing.Error();
        case "drop" -> new Missing.Drop();
        case "mean" -> new Missing.Mean();
        default -> new Missing.Constant(values.number(expr));
      };
    }
    return new Missing.Constant(values.number(expr));
  }
}
