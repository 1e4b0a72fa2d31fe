package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** What stands at the top level of a file. */
public sealed interface Declaration {

  Span span();

  /** `use "blocks.nn"`. */
  record Use(String path, Span pathSpan, Span span) implements Declaration {}

  /** `dim Batch`, `dim Pixel = 8 * 8`, `dim Gate = {i, f, g, o}`, `dim Char = vocabulary("input.txt")`. */
  record Dim(String name, Span nameSpan, DimValue value, Span span) implements Declaration {}

  sealed interface DimValue {
    record Open() implements DimValue {}

    record Fixed(Expr size) implements DimValue {}

    record Members(List<Expr.Name> names) implements DimValue {}
  }

  /**
   * `alpha = 0.1` at the top level: a constant that `--set` can change; `adjacency: [Node, Node'] = npy("a.npy")`: an array
   * of a file.
   */
  record Constant(String name, Span nameSpan, Optional<TypeExpr> type, Expr value, Span span) implements Declaration {}

  /**
   * `fn`, `layer`, `model` or `optimizer`.
   *
   * @param header what stands in the bracket behind the name: dim variables, rows, settings with defaults; an empty bracket where none is written
   * @param requires the conditions after `requires`
   * @param doc the text of the comment lines directly above, without their slashes
   */
  record Callable(Kind kind, String name, Span nameSpan, Bracket header, List<Parameter> parameters,
      Optional<TypeExpr> result, List<Expr> requires, Block body, String doc, Span span) implements Declaration {}

  enum Kind {
    FN("fn"), LAYER("layer"), MODEL("model"), OPTIMIZER("optimizer");

    private final String keyword;

    Kind(String keyword) {
      this.keyword = keyword;
    }

    public String keyword() {
      return keyword;
    }
  }

  /** `x: [.., In]`, with an optional default for settings given in parentheses. */
  record Parameter(String name, Span nameSpan, TypeExpr type, Optional<Expr> initial, Span span) {}

  /** `train Digits { … }`. */
  record Train(String name, Span nameSpan, List<TrainItem> items, Span span) implements Declaration {}

  /** `generate Gpt { feed token … }`: its lines are settings. */
  record Generate(String name, Span nameSpan, List<TrainItem> items, Span span) implements Declaration {}

  /** `test "softmax sums to one" { … }`. */
  record Test(String name, Block body, Span span) implements Declaration {}
}
