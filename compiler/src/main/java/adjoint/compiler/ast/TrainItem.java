package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A line of a `train` block. */
public sealed interface TrainItem {

  Span span();

  /** `data csv("a.csv") { image: [Pixel] = columns("p*") / 16 }`. */
  record Data(Expr source, List<DataField> fields, Span span) implements TrainItem {}

  record DataField(String name, Span nameSpan, TypeExpr type, Expr value, Span span) {}

  /** `split train 80%, validation 10%, test idx(…)`: a share, a count or a source of its own for each part. */
  record Split(List<Part> parts, Span span) implements TrainItem {}

  record Part(String name, Expr value, Span span) {}

  /**
   * `minimize e using Adam[lr = 1e-3] over A, B except A.embed using SGD[lr = 1e-2] over C every 5`: a rule for each group.
   *
   * @param every in which updates, where not in all
   */
  record Minimize(Expr loss, List<Rule> rules, Optional<Expr> every, Span span) implements TrainItem {}

  /** `Target.body <- 0.99 * Target.body + 0.01 * Net.body every 2`: new weights without a gradient. */
  record Update(Expr target, Expr value, Optional<Expr> every, Span span) implements TrainItem {}

  /** How parameters are updated: those of `over`, or all that no other rule has, without those of `except`. */
  record Rule(Expr using, List<Expr> over, List<Expr> except) {}

  /** `metric accuracy = mean(…)`. */
  record Metric(String name, Span nameSpan, Expr value, Span span) implements TrainItem {}

  /** `batch Batch = 32`. */
  record Batch(Expr.Name dim, Expr size, Span span) implements TrainItem {}

  /** `carry h = zeros[Batch, Hidden]`. */
  record Carry(String name, Span nameSpan, Expr initial, Span span) implements TrainItem {}

  /** `watch Digits.linear1`. */
  record Watch(List<Expr> paths, Span span) implements TrainItem {}

  /** `x = e`: evaluated once a step. */
  record Bind(Statement.Bind bind, Span span) implements TrainItem {}

  /** `y[b, i] = sum[j](…)`: an index equation, evaluated once a step. */
  record Equation(Statement.Equation equation, Span span) implements TrainItem {}

  /** The statement that it is, as in a body. */
  default Optional<Statement> stated() {
    return switch (this) {
      case Bind b -> Optional.of(b.bind());
      case Equation e -> Optional.of(e.equation());
      case Data _,Split _,Minimize _,Update _,Metric _,Batch _,Carry _,Watch _,Setting _ -> Optional.empty();
    };
  }

  /** The names that it binds. */
  default List<String> bound() {
    return switch (this) {
      case Bind b -> b.bind().names().stream().map(Expr.Name::name).toList();
      case Equation e -> List.of(e.equation().name().name());
      case Data _,Split _,Minimize _,Update _,Metric _,Batch _,Carry _,Watch _,Setting _ -> List.of();
    };
  }

  /** What it says behind `every`. */
  default Optional<Expr> period() {
    return switch (this) {
      case Minimize m -> m.every();
      case Update u -> u.every();
      case Data _,Split _,Metric _,Batch _,Carry _,Watch _,Bind _,Equation _,Setting _ -> Optional.empty();
    };
  }

  /**
   * A setting of the run: a lower-case word and its arguments, `epochs 30`, `seed 1`, `clip norm 1.0`, `accumulate 4`,
   * `stop patience 5`. The words are a table of the checker.
   */
  record Setting(String word, Span wordSpan, List<Expr> arguments, Span span) implements TrainItem {}
}
