package adjoint.compiler.lower.prompt;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.runtime.text.Words;
import java.util.stream.Collectors;

/** What something is that has no value, in words, as the prompt shows it. */
final class DescribeDenotation {

  private DescribeDenotation() {}

  static String of(Denotation meaning) {
    return switch (meaning) {
      case Denotation.Text t -> quoted(t);
      case Denotation.Entries e -> e.values().stream().map(DescribeDenotation::entry)
          .collect(Collectors.joining(", ", "{", "}"));
      case Denotation.DimName d -> dim(d);
      case Denotation.Callable c when c.brackets().isEmpty() -> signature(c.declaration());
      case Denotation.Callable c -> c.declaration().name() + c.brackets().getLast().bracket().span().text();
      case Denotation.Instance i -> "layer " + i.layer().declaration().name()
          + i.layer().brackets().stream().map(given -> given.bracket().span().text()).collect(Collectors.joining());
      case Denotation.Chain c -> c.links().stream().map(DescribeDenotation::of).collect(Collectors.joining(" |> "));
      case Denotation.Tensor _,Denotation.Known _,Denotation.Scheduled _,Denotation.Flag _,Denotation.Row _ ->
        meaning.described();
      case Denotation.Weights _,Denotation.TakenLayer _ -> meaning.described();
      case Denotation.OfFile _,Denotation.Step _,Denotation.Builtin _,Denotation.Fields _ -> meaning.described();
    };
  }

  private static String entry(Denotation value) {
    return value instanceof Denotation.Known k && k.constant().isPresent()
        ? Words.number(k.constant().get())
        : value instanceof Denotation.Flag f ? Boolean.toString(f.value()) : of(value);
  }

  /** As a program writes it. */
  static String quoted(Denotation.Text text) {
    return '"' + text.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String dim(Denotation.DimName d) {
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
