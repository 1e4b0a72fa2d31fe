package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.idiom.Idioms;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Softmax and its logarithm along an axis. */
record SoftmaxForm(LoweringScope scope, Meanings meanings) {

  Optional<Operand> of(Comprehension c) {
    return c.isMap()
        ? new Idioms(meanings::definition, _ -> true).of(c.body()).flatMap(idiom -> of(c, idiom))
        : Optional.empty();
  }

  private Optional<Operand> of(Comprehension c, Idioms.Idiom idiom) {
    boolean soft = idiom.name() == Idioms.Name.SOFTMAX || idiom.name() == Idioms.Name.LOG_SOFTMAX;
    if (!soft || idiom.negative() || idiom.place().isPresent()) {
      return Optional.empty();
    }
    List<Index> along = c.out().stream().filter(i -> i.axis().equals(idiom.along().axis())).toList();
    boolean plain = along.size() == 1 && c.out().containsAll(idiom.argument().indices());
    return plain
        ? Optional.of(new ScalarNodes(scope, c.out()).of(idiom.argument()))
            .filter(x -> x.varies(along.getFirst())).map(x -> named(idiom, x, x.axis(along.getFirst())))
        : Optional.empty();
  }

  private Operand named(Idioms.Idiom idiom, Operand x, int axis) {
    String operator = idiom.name() == Idioms.Name.SOFTMAX ? "Softmax" : "LogSoftmax";
    long counted = axis == x.indices().size() - 1 ? -1 : axis;
    return new Operand(scope.writer().add(operator, List.of(scope.cast(x, ElementType.FLOAT).name()),
        Map.of("axis", NodeAttribute.of(counted))), ElementType.FLOAT, x.indices());
  }
}
