package adjoint.compiler.lower;

import adjoint.compiler.ast.Declaration;
import java.util.stream.Collectors;

/** What something is that has no value, in words, as the prompt shows it. */
final class Telling {

  private Telling() {}

  static String of(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Text t -> '"' + t.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case Meaning.DimName d -> dim(d);
      case Meaning.Callable c when c.bracket().isEmpty() -> signature(c.declaration());
      case Meaning.Callable c -> c.declaration().name() + c.bracket().get().bracket().span().text();
      case Meaning.Instance i -> "layer " + i.layer().declaration().name()
          + i.layer().bracket().map(given -> given.bracket().span().text()).orElse("");
      case Meaning.Chain c -> c.links().stream().map(Telling::of).collect(Collectors.joining(" |> "));
      case Meaning other -> Evaluator.describe(other);
    };
  }

  private static String dim(Meaning.DimName d) {
    String name = d.axis().dim().shown();
    if (!d.members().isEmpty()) {
      return "dim " + name + " = {" + String.join(", ", d.members()) + "}";
    }
    return "dim " + name + (d.axis().size().toString().equals(name) ? ", open" : " = " + d.axis().size());
  }

  /** The header of a declaration, as it was written. */
  private static String signature(Declaration.Callable d) {
    int end = Math.max(d.span().start(), d.body().span().start());
    return d.span().source().text().substring(d.span().start(), end).strip().replaceAll("\\s+", " ");
  }
}
