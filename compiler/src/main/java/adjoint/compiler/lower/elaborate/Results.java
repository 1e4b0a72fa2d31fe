package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.lower.problem.BodyMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The results of callables, laid out as their headers promise. */
final class Results {

  private final Evaluator evaluator;
  private final Tensors tensors;

  Results(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.tensors = evaluator.tensors;
  }

  /**
   * Runs a body and gives its result. Only what takes no tensors goes on making the initial value that it is used in.
   *
   * @param declare makes the dims that the result's type gives sizes dims of the body
   */
  Denotation of(Declaration.Callable d, Environment body, Runnable declare) {
    if (LayerArguments.givesResult(d, body)) {
      Denotation value = evaluator.statements.block(d.body(), body.making(Optional.empty()));
      declare.run();
      return coerced(value, evaluator.types.type(d.result().orElseThrow(), body), d, body);
    }
    declare.run();
    Optional<Type> type = d.result().map(r -> evaluator.types.type(r, body));
    boolean makes = d.parameters().stream().allMatch(p -> p.type() instanceof TypeExpr.Of);
    Environment inside = body.making(body.body().target().filter(target -> makes))
        .promising(type.filter(t -> t instanceof Type.Tensor).map(t -> ((Type.Tensor) t).axes()));
    Denotation value = evaluator.statements.block(d.body(), inside);
    return type.map(promised -> coerced(value, promised, d, body)).orElse(value);
  }

  private Denotation coerced(Denotation value, Type type, Declaration.Callable d, Environment body) {
    return switch (type) {
      case Type.Tensor t -> {
        boolean scalar = t.isScalar() && t.kind() instanceof Type.Kind.Real;
        yield scalar && (value instanceof Known || value instanceof Scheduled)
            ? value
            : tensor(value, t, d, body);
      }
      case Type.Fields f -> fields(value, f, d, body);
    };
  }

  private Denotation fields(Denotation value, Type.Fields type, Declaration.Callable d, Environment body) {
    Map<String, Denotation> given = value instanceof Fields several ? several.fields() : Map.of();
    Map<String, Denotation> fields = new LinkedHashMap<>();
    type.fields().forEach((name, part) -> {
      if (!given.containsKey(name)) {
        throw BodyMistakes.resultFields(last(d.body()), d, type.fields().keySet());
      }
      fields.put(name, coerced(given.get(name), part, d, body));
    });
    return new Fields(fields);
  }

  private Tensor tensor(Denotation result, Type.Tensor type, Declaration.Callable d, Environment body) {
    Span span = last(d.body());
    Optional<Tensor> widened = new Widening(tensors).to(type.kind(), result, span, body);
    Tensor value = widened.orElseGet(() -> tensors.of(result, span, body));
    List<TypedAxis> promised = Tensors.primed(type.axes());
    Type.Tensor given = Tensors.data(value).type();
    boolean sameDims =
        given.axes().size() == promised.size() && promised.stream().allMatch(a -> given.has(a.dim()));
    if (widened.isEmpty() || !sameDims) {
      throw BodyMistakes.result(span, d, type, value.type(), value.made());
    }
    for (TypedAxis axis : promised) {
      TypedAxis actual = given.axis(axis.dim()).get();
      if (!actual.size().equals(axis.size())) {
        throw BodyMistakes.resultSize(span, d, axis, actual);
      }
    }
    return tensors.layout(value, type.axes(), body.origin(span))
        .as(new Type.Tensor(type.kind(), type.axes(), type.arrow()));
  }

  private static Span last(Block block) {
    return block.statements().isEmpty() ? block.span() : block.statements().getLast().span();
  }
}
