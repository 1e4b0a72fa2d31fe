package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scans that are an LSTM, a GRU or a plain recurrence, by the arithmetic of their steps, over one axis of a batch; anything
 * else stays a Scan.
 */
record RecurrentForm(LoweringScope scope, Meanings meanings) {

  /** The gates as the operators order them, by the numbers that they have in the weights of the library's layers. */
  private enum Cell {
    LSTM("MUL(SIGMOID(Z3) TANH(ADD(MUL(SIGMOID(Z1) C) MUL(SIGMOID(Z0) TANH(Z2)))))", List.of(0L, 3L, 1L, 2L)),
    GRU("ADD(MUL(SUB(1.0 SIGMOID(Z1)) TANH(ADD(A2 MUL(SIGMOID(Z0) B2)))) MUL(SIGMOID(Z1) H))",
        List.of(1L, 0L, 2L)),
    RNN("TANH(Z)", List.of());

    private final String step;
    private final List<Long> gates;

    Cell(String step, List<Long> gates) {
      this.step = step;
      this.gates = gates;
    }
  }

  /** Whether it was one; its results are defined then. */
  boolean define(Operation.Scan scan, List<Value> results) {
    for (Cell cell : Cell.values()) {
      StepText text = new StepText(meanings, scan);
      boolean same = scan.carries().size() == (cell == Cell.LSTM ? 2 : 1)
          && text.of(hidden(scan).next()).filter(t -> t.equals(written(cell))).isPresent();
      if (same && text.parts().isPresent() && scan.yields().stream().allMatch(hidden(scan).next()::equals)) {
        return write(cell, scan, text.parts().get(), results);
      }
    }
    return false;
  }

  private static Operation.Carry hidden(Operation.Scan scan) {
    return scan.carries().getFirst();
  }

  /** Z is the sum of what comes from x and from h, with all biases; a GRU's new gate has these apart. */
  private static String written(Cell cell) {
    return switch (cell) {
      case LSTM -> cell.step.replaceAll("Z(\\d)", "ADD(ADD(X$1 R$1) b$1)");
      case GRU -> cell.step.replaceAll("Z(\\d)", "ADD(A$1 B$1)").replaceAll("A(\\d)", "ADD(X$1 b$1)")
          .replaceAll("B(\\d)", "ADD(R$1 d$1)");
      case RNN -> cell.step.replace("Z", "ADD(ADD(X R) b)");
    };
  }

  private boolean write(Cell cell, Operation.Scan scan, StepText.Parts parts, List<Value> results) {
    Optional<String> x = sequence(scan, parts.x());
    if (x.isEmpty() || hidden(scan).entry().rank() != 2) {
      return false;
    }
    List<String> inputs = new ArrayList<>(List.of(x.get(), weight(cell, parts.input()), weight(cell, parts.recurrent()),
        biases(cell, parts), ""));
    scan.carries().forEach(c -> inputs.add(start(c.initial())));
    while (inputs.getLast().isEmpty()) {
      inputs.removeLast();
    }
    Map<String, NodeAttribute> attributes = new LinkedHashMap<>();
    attributes.put("hidden_size", NodeAttribute.of(hidden(scan).entry().axes().getLast().size().constant()));
    if (scan.reverse()) {
      attributes.put("direction", new NodeAttribute.Text("reverse"));
    }
    if (cell == Cell.GRU) {
      attributes.put("linear_before_reset", NodeAttribute.of(1));
    }
    List<String> names = scope.writer().addAll(cell.name(), inputs,
        cell == Cell.LSTM ? List.of("Y", "Y_h", "Y_c") : List.of("Y", "Y_h"), attributes);
    for (int i = 0; i < results.size(); i++) {
      boolean last = i < scan.carries().size();
      scope.define(results.get(i), scope.writer().add("Squeeze", names.get(last ? i + 1 : 0),
          scope.writer().vector(last ? 0 : 1)));
    }
    return true;
  }

  /** What comes in at each step, as step, example, number. */
  private Optional<String> sequence(Operation.Scan scan, Scalar.Read x) {
    Optional<Comprehension> made = x.tensor().rank() == 2
        ? meanings.definition(x.tensor()).map(d -> d.operation())
            .flatMap(o -> o instanceof Comprehension c && c.isMap() ? Optional.of(c) : Optional.empty())
        : Optional.empty();
    boolean outside = made.isPresent() && made.get().body().indices().contains(scan.step())
        && made.get().body().reads().stream().allMatch(scope::knows);
    if (!outside) {
      return Optional.empty();
    }
    List<Index> order = List.of(scan.step(), made.get().out().getFirst(), made.get().out().getLast());
    Operand all = new ScalarNodes(scope, order).of(made.get().body());
    return all.indices().equals(order) ? Optional.of(scope.cast(all, ElementType.FLOAT).name()) : Optional.empty();
  }

  /** Of [in, gate, hidden], as one direction's gates below each other: [1, gates · hidden, in]. */
  private String weight(Cell cell, Value weight) {
    int rank = weight.rank();
    long in = weight.axes().getFirst().size().constant();
    String turned = scope.transpose(scope.tensor(weight), rank == 2 ? List.of(1, 0) : List.of(1, 2, 0));
    return scope.writer().add("Reshape", ordered(cell, turned), scope.writer().vector(1, -1, in));
  }

  private String ordered(Cell cell, String gates) {
    return cell.gates.isEmpty() ? gates : scope.writer().add("Gather", gates, scope.writer().vector(cell.gates));
  }

  private String biases(Cell cell, StepText.Parts parts) {
    String first = scope.writer().add("Reshape", ordered(cell, scope.tensor(parts.bias())),
        scope.writer().vector(1, -1));
    int count = Math.toIntExact(parts.bias().count().constant());
    String second = parts.recurrentBias().map(b -> scope.writer().add("Reshape", ordered(cell, scope.tensor(b)),
        scope.writer().vector(1, -1))).orElseGet(() -> scope.writer().reals(List.of(1L, (long) count),
            new float[count]));
    return scope.writer().add("Concat", List.of(first, second), Map.of("axis", NodeAttribute.of(1)));
  }

  /** Zeros are left out. */
  private String start(Value initial) {
    boolean zero = meanings.definition(initial).filter(d -> d.operation() instanceof Comprehension c
        && c.body() instanceof Scalar.Constant number && number.value() == 0).isPresent();
    return zero ? "" : scope.writer().add("Unsqueeze", scope.tensor(initial), scope.writer().vector(0));
  }
}
