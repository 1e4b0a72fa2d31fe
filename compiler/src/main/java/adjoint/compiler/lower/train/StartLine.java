package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.problem.WeightMistakes;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.recipe.Start;
import java.util.ArrayList;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A part of a `start` line.
 *
 * @param from the text of a file's path, or another part
 * @param at the path that the part has in the file, where that is another
 * @param map a file that says what is called what
 */
record StartLine(Expr part, Expr from, Optional<String> at, Optional<String> map, boolean partial) {

  private static final String FORM =
      "weights to start from are `start Net.encoder from \"runs/Auto/1\"`, and behind that `at \"encoder\"`, "
          + "`names \"torch.map\"`, `partial`; or those of another part, `start Target from Net`";

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
      Expr from = words.next();
      if (!isOrigin(from)) {
        throw line.wrong(FORM);
      }
      boolean file = from instanceof Expr.Text;
      parts.add(new StartLine(part, from, file ? words.textBehind("at") : Optional.empty(),
          file ? words.textBehind("names") : Optional.empty(), words.take("partial")));
    }
    if (parts.isEmpty()) {
      throw line.wrong(FORM);
    }
    return parts;
  }

  /** Whether it brings the weights of an earlier run. */
  boolean isTrained() {
    return from instanceof Expr.Text;
  }

  private static boolean isOrigin(Expr expr) {
    return expr instanceof Expr.Text || expr instanceof Expr.Name || expr instanceof Expr.Member;
  }

  /** With the paths of what is stored in the part. */
  Start start(ProgramScope program, List<String> stored) {
    NamedPaths paths = new NamedPaths(program, List.of(part));
    List<String> own = stored.stream().filter(paths::cover).toList();
    paths.end();
    if (from instanceof Expr.Text file) {
      return new Start.FromFile(NamedPaths.path(part), own, file.value(), at, map, partial,
          DataReading.place(part.span()));
    }
    return new Start.FromPart(NamedPaths.path(part), others(program, own, stored), NamedPaths.path(from));
  }

  /** For each path of the part, the one that corresponds in the other. */
  private Map<String, String> others(ProgramScope program, List<String> own, List<String> stored) {
    NamedPaths paths = new NamedPaths(program, List.of(from));
    List<String> there = stored.stream().filter(paths::cover).toList();
    paths.end();
    Map<String, String> names = new LinkedHashMap<>();
    for (String path : own) {
      Optional<String> within = NamedPaths.within(program, part, path);
      Optional<String> other =
          there.stream().filter(p -> NamedPaths.within(program, from, p).equals(within)).findFirst();
      if (other.isEmpty() && !partial) {
        throw WeightMistakes.pathMissing(from.span(), within.orElseThrow(), part.span().text(), from.span().text());
      }
      other.ifPresent(p -> {
        requireSame(program, within.orElseThrow(), path, p);
        names.put(path, p);
      });
    }
    return names;
  }

  private void requireSame(ProgramScope program, String within, String path, String other) {
    List<TypedAxis> here = program.stored().get(path).axes();
    List<TypedAxis> there = program.stored().get(other).axes();
    if (!here.stream().map(TypedAxis::size).toList().equals(there.stream().map(TypedAxis::size).toList())) {
      throw WeightMistakes.axesDiffer(from.span(), within, part.span().text(), here, from.span().text(), there);
    }
  }
}
