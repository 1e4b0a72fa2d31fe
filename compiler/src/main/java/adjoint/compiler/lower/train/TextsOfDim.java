package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.Mistake;
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
        return Optional
            .of(new TextsOfDim(source, fields(data, dim, source, vocabulary, new FieldReading(evaluator, env))));
      }
    }
    return Optional.empty();
  }

  /** Those that are right: what is wrong with another is told with the block, or here where no other is left. */
  private static List<Field> fields(TrainItem.Data data, String dim, Source source, Vocabulary vocabulary,
      FieldReading reading) {
    List<Field> fields = new ArrayList<>();
    List<Mistake> mistakes = new ArrayList<>();
    for (TrainItem.DataField field : data.fields()) {
      if (isOver(field, dim)) {
        try {
          fields.add(reading.texts(field, dim, source, vocabulary));
        } catch (Mistake mistake) {
          mistakes.add(mistake);
        }
      }
    }
    if (fields.isEmpty()) {
      throw mistakes.getFirst();
    }
    return fields;
  }

  private static boolean isOver(TrainItem.DataField field, String dim) {
    return field.type() instanceof TypeExpr.Of(Expr.Name element, _, _) && element.name().equals(dim);
  }
}
