package adjoint.repl.command;

import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.compiler.type.Type;
import adjoint.repl.session.Response;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** `:type e`. */
final class TypeOf {

  private TypeOf() {}

  static Response answer(PromptContext context, String argument) {
    LoweredEntry entry = Expression.of(argument, "type").lower(context.session(), Recompute.NO);
    return Response.text(Stream.concat(entry.told().values().stream(),
        entry.results().values().stream().map(TypeOf::sized)).collect(Collectors.joining("\n")));
  }

  /** `[Batch, Pixel], Pixel = 64`. */
  static String sized(Type type) {
    String sizes = switch (type) {
      case Type.Tensor t -> t.axes().stream()
          .filter(axis -> !axis.size().toString().equals(axis.dim().shown()))
          .map(axis -> axis.dim().shown() + " = " + axis.size()).distinct().collect(Collectors.joining(", "));
      case Type.Fields f -> "";
    };
    return sizes.isEmpty() ? type.toString() : type + ", " + sizes;
  }
}
