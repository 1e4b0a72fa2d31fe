package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.scope.Environment;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The texts that a dim's vocabulary is learnt from: those of the fields of a `data` line whose values are positions of it.
 *
 * @param fields at least one
 */
public record TextsOfDim(Source source, List<Field> fields) {

  /** Empty where a block has no such fields. */
  public static Optional<TextsOfDim> of(Declaration.Train train, String dim, Vocabulary vocabulary, Evaluator evaluator,
      Environment env) {
    for (TrainItem item : train.items()) {
      if (item instanceof TrainItem.Data data && data.fields().stream().anyMatch(f -> isOver(f, dim))) {
        Source source = new DataReading(evaluator, env).source(data.source());
        List<Field> fields = new ArrayList<>();
        data.fields().stream().filter(f -> isOver(f, dim))
            .forEach(f -> fields.add(new FieldReading(evaluator, env).texts(f, dim, source, vocabulary)));
        return Optional.of(new TextsOfDim(source, fields));
      }
    }
    return Optional.empty();
  }

  private static boolean isOver(TrainItem.DataField field, String dim) {
    return field.type() instanceof TypeExpr.Of(Expr.Name element, _, _) && element.name().equals(dim);
  }
}
