package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes in an order in which each follows what it reads: most files have it, all should. */
final class Ordering {

  private Ordering() {}

  /** @throws Unsupported where a value is made twice or of itself */
  static List<NodeProto> of(List<NodeProto> nodes, Set<String> given) {
    Map<String, NodeProto> makers = makers(nodes, given);
    List<NodeProto> ordered = new ArrayList<>();
    Set<NodeProto> done = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<NodeProto> open = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<NodeProto> stack = new ArrayDeque<>();
    for (NodeProto node : nodes) {
      stack.push(node);
      while (!stack.isEmpty()) {
        NodeProto top = stack.peek();
        List<NodeProto> before = done.contains(top)
            ? List.of()
            : top.inputs().stream().filter(makers::containsKey)
                .map(makers::get).filter(each -> !done.contains(each)).toList();
        if (before.isEmpty()) {
          stack.pop();
          open.remove(top);
          if (done.add(top)) {
            ordered.add(top);
          }
        } else if (!open.add(top)) {
          throw new Unsupported("the value " + top.outputs().getFirst() + " is made of itself");
        } else {
          before.forEach(stack::push);
        }
      }
    }
    return ordered;
  }

  private static Map<String, NodeProto> makers(List<NodeProto> nodes, Set<String> given) {
    Map<String, NodeProto> makers = new HashMap<>();
    for (NodeProto node : nodes) {
      for (String output : node.outputs()) {
        if (!output.isEmpty() && (given.contains(output) || makers.containsKey(output))) {
          throw new Unsupported("the value " + output + " is made twice");
        }
        makers.put(output, node);
      }
    }
    return makers;
  }
}
