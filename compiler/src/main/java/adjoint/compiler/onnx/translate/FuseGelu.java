package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.NodeProto;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** x·(1 + erf(x/√2))/2, in the orders in which exporters write its products. */
final class FuseGelu implements NodePattern {

  @Override
  public Optional<Whole> endingIn(NodeProto last, NodePieces pieces) {
    if (!last.operator().equals("Mul")) {
      return Optional.empty();
    }
    return halvedLast(last, pieces).or(() -> halvedFirst(last, pieces));
  }

  /** (x·(1 + erf(x/√2)))·½. */
  private static Optional<Whole> halvedLast(NodeProto last, NodePieces pieces) {
    return pieces.besides(last, 0.5).flatMap(value -> pieces.maker(value, "Mul"))
        .flatMap(product -> sides(product).flatMap(side -> factor(side[1], side[0], pieces).stream())
            .map(inner -> whole(last, side(product, pieces),
                Stream.concat(Stream.of(product), inner.stream()).toList()))
            .findFirst());
  }

  /** (x·½)·(1 + erf(x/√2)), or x·(½·(1 + erf(x/√2))). */
  private static Optional<Whole> halvedFirst(NodeProto last, NodePieces pieces) {
    return sides(last).flatMap(side -> {
      var half = pieces.maker(side[0], "Mul");
      var halved = pieces.maker(side[1], "Mul");
      var one = half.flatMap(node -> pieces.besides(node, 0.5)).flatMap(x -> factor(side[1], x, pieces)
          .map(inner -> whole(last, x, Stream.concat(half.stream(), inner.stream()).toList())));
      var other = halved.flatMap(node -> pieces.besides(node, 0.5)).flatMap(sum -> factor(sum, side[0], pieces)
          .map(inner -> whole(last, side[0], Stream.concat(halved.stream(), inner.stream()).toList())));
      return one.or(() -> other).stream();
    }).findFirst();
  }

  private static Stream<String[]> sides(NodeProto node) {
    return Stream.of(new String[]{node.inputs().get(0), node.inputs().get(1)},
        new String[]{node.inputs().get(1), node.inputs().get(0)});
  }

  private static String side(NodeProto product, NodePieces pieces) {
    return sides(product).filter(side -> factor(side[1], side[0], pieces).isPresent()).findFirst().orElseThrow()[0];
  }

  /** The nodes of 1 + erf(x/√2). */
  private static Optional<List<NodeProto>> factor(String value, String x, NodePieces pieces) {
    return pieces.maker(value, "Add").flatMap(sum -> pieces.besides(sum, 1).flatMap(erf -> pieces.maker(erf, "Erf"))
        .flatMap(erf -> scaled(erf.inputs().getFirst(), x, pieces).map(scaled -> List.of(sum, erf, scaled))));
  }

  private static Optional<NodeProto> scaled(String value, String x, NodePieces pieces) {
    return pieces.maker(value, "Div")
        .filter(node -> node.inputs().getFirst().equals(x) && pieces.isNumber(node.inputs().get(1), Math.sqrt(2)))
        .or(() -> pieces.maker(value, "Mul")
            .filter(node -> pieces.besides(node, Math.sqrt(0.5)).equals(Optional.of(x))));
  }

  private static Whole whole(NodeProto last, String x, List<NodeProto> gone) {
    return new Whole(new NodeProto(last.name(), "", "Gelu", List.of(x), last.outputs(), List.of()), gone);
  }
}
