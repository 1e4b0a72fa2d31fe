package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Nodes among which patterns are sought, by what makes and reads their values. */
final class NodePieces {

  private final List<NodeProto> nodes;
  private final Function<String, Optional<Known>> known;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Known> constants = new HashMap<>();

  NodePieces(List<NodeProto> nodes, Function<String, Optional<Known>> known, List<String> kept) {
    this.nodes = nodes;
    this.known = known;
    for (NodeProto node : nodes) {
      node.outputs().forEach(each -> makers.put(each, node));
      node.inputs().forEach(each -> readers.merge(each, 1, Integer::sum));
    }
    kept.forEach(each -> readers.merge(each, 100, Integer::sum));
  }

  List<NodeProto> replaced(NodePattern fusion) {
    Set<NodeProto> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<NodeProto, NodeProto> instead = new IdentityHashMap<>();
    for (NodeProto node : nodes) {
      fusion.endingIn(node, this).filter(whole -> isAlone(node, whole.gone())).ifPresent(whole -> {
        gone.addAll(whole.gone());
        instead.put(node, whole.operator());
      });
    }
    List<NodeProto> left = new ArrayList<>();
    for (NodeProto node : nodes) {
      if (!gone.contains(node)) {
        left.add(instead.getOrDefault(node, node));
      }
    }
    return left;
  }

  /** Whether nothing but the pattern reads what is made inside of it. */
  private boolean isAlone(NodeProto last, List<NodeProto> gone) {
    Map<String, Integer> inside = new HashMap<>();
    List<NodeProto> all = new ArrayList<>(gone);
    all.add(last);
    Set<NodeProto> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(all);
    distinct.forEach(node -> node.inputs().forEach(each -> inside.merge(each, 1, Integer::sum)));
    return gone.stream().flatMap(node -> node.outputs().stream())
        .allMatch(each -> readers.getOrDefault(each, 0).equals(inside.getOrDefault(each, 0)));
  }

  /** The node of some operator that makes a value. */
  Optional<NodeProto> maker(String value, String operator) {
    return Optional.ofNullable(makers.get(value))
        .filter(node -> node.operator().equals(operator) && node.domain().isEmpty());
  }

  /** A constant, also where `Identity` gives it another name. */
  Optional<Known> constant(String value) {
    var same = maker(value, "Identity");
    return same.isPresent()
        ? constant(same.get().inputs().getFirst())
        : known.apply(value).or(() -> maker(value, "Constant").map(node -> constants.computeIfAbsent(value,
            each -> (Known) Counterparts.byName().get("Constant").meaning()
                .of(new Call(node, List.of(), 0, new Translation())).getFirst())));
  }

  boolean isNumber(String value, double number) {
    return constant(value).flatMap(Known::single).filter(each -> Math.abs(each - number) <= 1e-5 * Math.abs(number))
        .isPresent();
  }

  /** The other input of an operator of two that commutes, where one is the number. */
  Optional<String> besides(NodeProto node, double number) {
    return isNumber(node.inputs().get(1), number)
        ? Optional.of(node.inputs().get(0))
        : isNumber(node.inputs().get(0), number) ? Optional.of(node.inputs().get(1)) : Optional.empty();
  }
}
