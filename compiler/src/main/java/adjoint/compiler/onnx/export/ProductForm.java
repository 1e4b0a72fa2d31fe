package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sums of products: a MatMul where axes lie for it, else an Einsum. */
record ProductForm(LoweringScope scope) {

  Optional<Operand> of(Comprehension c) {
    if (!fits(c)) {
      return Optional.empty();
    }
    List<Scalar> factors = factors(c.body());
    Optional<Operand> product = factors.size() == 2
        ? product(c, factors.getFirst(), factors.getLast())
            .or(() -> product(c, factors.getLast(), factors.getFirst()))
        : Optional.empty();
    return Optional.of(product.orElseGet(() -> einsum(c, factors)));
  }

  /** Whether it is a sum of products none of whose factors varies with all indices, while together they do. */
  static boolean fits(Comprehension c) {
    List<Scalar> factors = c.reduction() == Reduction.SUM && !c.over().isEmpty() ? factors(c.body()) : List.of();
    return factors.size() > 1
        && factors.stream().noneMatch(f -> f.indices().containsAll(c.bound()))
        && c.bound().stream().allMatch(i -> factors.stream().anyMatch(f -> f.indices().contains(i)))
        && factors.stream().filter(f -> c.over().stream().anyMatch(f.indices()::contains)).count() > 1;
  }

  private static List<Scalar> factors(Scalar body) {
    return body instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL
        ? Stream.concat(factors(a.arguments().getFirst()).stream(), factors(a.arguments().getLast()).stream()).toList()
        : List.of(body);
  }

  /** A product of matrices whose result lies as that of the comprehension. */
  private Optional<Operand> product(Comprehension c, Scalar left, Scalar right) {
    List<Index> batch = both(c.out(), left, right);
    List<Index> rows = only(c.out(), left, right);
    List<Index> columns = only(c.out(), right, left);
    List<Index> result = joined(batch, rows, columns);
    boolean plain = batch.isEmpty() ? columns.size() <= 1 : rows.size() == 1 && columns.size() == 1;
    boolean fits = c.over().size() == 1 && both(c.over(), left, right).size() == 1 && plain && result.equals(c.out());
    if (!fits) {
      return Optional.empty();
    }
    Operand first = new ScalarNodes(scope, joined(batch, rows, c.over())).of(left);
    Operand second = new ScalarNodes(scope, joined(batch, c.over(), columns)).of(right);
    boolean varies = first.indices().equals(joined(batch, rows, c.over()))
        && second.indices().equals(joined(batch, c.over(), columns));
    return varies
        ? Optional.of(new Operand(scope.writer().add("MatMul", real(first), real(second)), ElementType.FLOAT, result))
        : Optional.empty();
  }

  private String real(Operand operand) {
    return scope.cast(operand, ElementType.FLOAT).name();
  }

  private static List<Index> both(List<Index> of, Scalar left, Scalar right) {
    return of.stream().filter(i -> left.indices().contains(i) && right.indices().contains(i)).toList();
  }

  private static List<Index> only(List<Index> of, Scalar in, Scalar notIn) {
    return of.stream().filter(i -> in.indices().contains(i) && !notIn.indices().contains(i)).toList();
  }

  @SafeVarargs
  private static List<Index> joined(List<Index>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }

  private Operand einsum(Comprehension c, List<Scalar> factors) {
    List<Index> all = c.bound();
    ScalarNodes scalars = new ScalarNodes(scope, all);
    List<String> inputs = new ArrayList<>();
    List<String> letters = new ArrayList<>();
    for (Scalar factor : factors) {
      Operand operand = factor instanceof Scalar.Read r
          ? asItLies(r, all).orElseGet(() -> scalars.of(r))
          : scalars.of(factor);
      inputs.add(real(operand));
      letters.add(letters(operand.indices(), all));
    }
    String equation = String.join(",", letters) + "->" + letters(c.out(), all);
    return new Operand(scope.writer().add("Einsum", inputs, Map.of("equation", new NodeAttribute.Text(equation))),
        ElementType.FLOAT, c.out());
  }

  /** A tensor read at indices alone, in its own order of axes. */
  private Optional<Operand> asItLies(Scalar.Read read, List<Index> all) {
    List<Index> own = read.at().stream().flatMap(s -> s.asIndex().stream()).filter(all::contains).distinct().toList();
    return own.size() == read.at().size() ? Optional.of(new ScalarNodes(scope, own).of(read)) : Optional.empty();
  }

  private static String letters(List<Index> indices, List<Index> all) {
    return indices.stream().map(i -> Character.toString((char) ('a' + all.indexOf(i)))).collect(Collectors.joining());
  }
}
