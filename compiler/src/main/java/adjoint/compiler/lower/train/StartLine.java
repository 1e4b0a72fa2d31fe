package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.recipe.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a `start` line.
 *
 * @param at the path that the part has in the file, where that is another
 * @param map a file that says what is called what
 */
record StartLine(Expr part, Expr.Text file, Optional<String> at, Optional<String> map, boolean partial) {

  private static final String FORM =
      "weights to start from are `start Net.encoder from \"runs/Auto/1\"`, and behind that "
          + "`at \"encoder\"`, `names \"torch.map\"`, `partial`";

  /** The words of a line, from left to right. */
  private static final class Words {
    private final TrainSetting.Line line;
    private int position;

    Words(TrainSetting.Line line) {
      this.line = line;
    }

    boolean more() {
      return position < line.count();
    }

    boolean take(String word) {
      boolean here = more() && line.word(position).equals(word);
      position += here ? 1 : 0;
      return here;
    }

    Expr next() {
      if (!more()) {
        throw line.wrong(FORM);
      }
      return line.item().arguments().get(position++);
    }

    Expr.Text text() {
      if (next() instanceof Expr.Text text) {
        return text;
      }
      throw line.wrong(FORM);
    }

    Optional<String> textBehind(String word) {
      return take(word) ? Optional.of(text().value()) : Optional.empty();
    }
  }

  static List<StartLine> read(TrainSetting.Line line) {
    List<StartLine> parts = new ArrayList<>();
    Words words = new Words(line);
    while (words.more()) {
      Expr part = words.next();
      if (!words.take("from")) {
        throw line.wrong(FORM);
      }
      parts.add(new StartLine(part, words.text(), words.textBehind("at"), words.textBehind("names"),
          words.take("partial")));
    }
    if (parts.isEmpty()) {
      throw line.wrong(FORM);
    }
    return parts;
  }

  /** With the paths of what is stored in the part. */
  Start start(ProgramScope program, List<String> stored) {
    NamedPaths paths = new NamedPaths(program, List.of(part));
    List<String> own = stored.stream().filter(paths::cover).toList();
    paths.end();
    return new Start(NamedPaths.path(part), own, file.value(), at, map, partial, DataReading.place(part.span()));
  }
}
