package adjoint.compiler.lower;

import adjoint.compiler.ast.Declaration;
import java.util.stream.Collectors;

/** What something is that has no value, in words, as the prompt shows it. */
final class Telling {

  private Telling() {}

  static String of(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Text t -> '"' + t.value() + '"';
      case Meaning.DimName d -> dim(d);
      case Meaning.Callable c when c.bracket().isEmpty() -> Signature.of(c.declaration());
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
  static final class Signature {

    private Signature() {}

    static String of(Declaration.Callable d) {
      String text = d.span().source().text();
      int end = d.body().span().start();
      return text.substring(d.span().start(), Math.max(d.span().start(), end)).strip().replaceAll("\\s+", " ");
    }
  }
}
