package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.problem.WeightMistakes;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.recipe.Start;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of a `start` line.
 *
 * @param from the text of a file's path, or another part
 * @param at the path that the part has in the file, where that is another
 */
record StartLine(Expr part, Expr from, Optional<String> at, boolean partial) {

  private static final String FORM =
      "weights to start from are `start Net.encoder from \"runs/Auto/1\"`, and behind that `at \"encoder\"`, `partial`; "
          + "or those of another part, `start Target from Net`";

  static List<StartLine> read(TrainSetting.Line line) {
    List<StartLine> parts = new ArrayList<>();
    int position = 0;
    while (position < line.count()) {
      boolean complete = line.count() > position + 2 && line.word(position + 1).equals("from");
      if (!complete || !isOrigin(line.item().arguments().get(position + 2))) {
        throw line.wrong(FORM);
      }
      Expr from = line.item().arguments().get(position + 2);
      Expr part = line.item().arguments().get(position);
      position += 3;
      Optional<String> at = Optional.empty();
      if (from instanceof Expr.Text && position + 1 < line.count() && line.word(position).equals("at")
          && line.item().arguments().get(position + 1) instanceof Expr.Text text) {
        at = Optional.of(text.value());
        position += 2;
      }
      boolean partial = position < line.count() && line.word(position).equals("partial");
      position += partial ? 1 : 0;
      parts.add(new StartLine(part, from, at, partial));
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

  /** With what each stored tensor of the part may be called in the file. */
  Start start(ProgramScope program, List<String> stored) {
    NamedPaths paths = new NamedPaths(program, List.of(part));
    List<String> own = stored.stream().filter(paths::cover).toList();
    paths.end();
    if (from instanceof Expr.Text file) {
      Map<String, List<String>> names = new LinkedHashMap<>();
      own.forEach(path -> names.put(path, called(path)));
      return new Start.FromFile(NamedPaths.path(part), names, file.value(), partial, DataReading.place(part.span()));
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

  /** Under the part's path there; else as here, or as in a file whose only model the part is. */
  private List<String> called(String path) {
    String own = NamedPaths.path(part);
    String alone = own.substring(own.indexOf('.') + 1);
    String rest = Stream.of(own, alone).filter(start -> path.startsWith(start + ".")).findFirst()
        .map(start -> path.substring(start.length() + 1)).orElse(path);
    return at.map(there -> List.of(there.isEmpty() ? rest : there + "." + rest))
        .orElse(Stream.of(path, rest, own + "." + rest, alone + "." + rest).distinct().toList());
  }
}
