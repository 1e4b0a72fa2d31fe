package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.scope.ProgramScope;
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
 * @param at the path that the part has in the file, where that is another
 */
record StartLine(Expr part, Expr.Text file, Optional<String> at, boolean partial) {

  private static final String FORM =
      "weights to start from are `start Net.encoder from \"runs/Auto/1\"`, and behind that `at \"encoder\"`, `partial`";

  static List<StartLine> read(TrainSetting.Line line) {
    List<StartLine> parts = new ArrayList<>();
    int position = 0;
    while (position < line.count()) {
      boolean complete = line.count() > position + 2 && line.word(position + 1).equals("from");
      if (!complete || !(line.item().arguments().get(position + 2) instanceof Expr.Text file)) {
        throw line.wrong(FORM);
      }
      Expr part = line.item().arguments().get(position);
      position += 3;
      Optional<String> at = Optional.empty();
      if (position + 1 < line.count() && line.word(position).equals("at")
          && line.item().arguments().get(position + 1) instanceof Expr.Text text) {
        at = Optional.of(text.value());
        position += 2;
      }
      boolean partial = position < line.count() && line.word(position).equals("partial");
      position += partial ? 1 : 0;
      parts.add(new StartLine(part, file, at, partial));
    }
    if (parts.isEmpty()) {
      throw line.wrong(FORM);
    }
    return parts;
  }

  /** With what each stored tensor of the part may be called in the file. */
  Start start(ProgramScope program, List<String> stored) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    NamedPaths paths = new NamedPaths(program, List.of(part));
    stored.stream().filter(paths::cover).forEach(path -> names.put(path, called(path)));
    paths.end();
    return new Start(NamedPaths.path(part), names, file.value(), partial, DataReading.place(part.span()));
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
