package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.AttributeProto;
import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ModelProto.FunctionProto;
import adjoint.compiler.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts what a file's own functions say in the places where they are used. */
final class InlineFunctions {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 1_000_000;

  private final List<FunctionProto> functions;
  private final List<NodeProto> result = new ArrayList<>();
  private int uses;

  private InlineFunctions(List<FunctionProto> functions) {
    this.functions = functions;
  }

  static List<NodeProto> of(List<NodeProto> nodes, List<FunctionProto> functions) {
    if (functions.isEmpty()) {
      return nodes;
    }
    var inlining = new InlineFunctions(functions);
    nodes.forEach(node -> inlining.add(node, 0));
    return inlining.result;
  }

  private void add(NodeProto node, int depth) {
    Optional<FunctionProto> function = functions.stream()
        .filter(each -> each.name().equals(node.operator()) && each.domain().equals(node.domain())).findFirst();
    if (depth > MAX_DEPTH || result.size() > MAX_NODES) {
      throw new Unsupported("functions call each other more than " + MAX_DEPTH + " deep, or without end");
    }
    function.ifPresentOrElse(each -> inline(node, each, depth), () -> result.add(node));
  }

  private void inline(NodeProto node, FunctionProto function, int depth) {
    Map<String, String> names = new HashMap<>();
    match(function.inputs(), node.inputs(), names);
    match(function.outputs(), node.outputs(), names);
    String prefix = node.where() + "/" + uses++ + "/";
    names.put("", "");
    for (NodeProto inner : function.nodes()) {
      add(new NodeProto(node.where() + "/" + inner.name(), inner.domain(), inner.operator(),
          inner.inputs().stream().map(name -> names.computeIfAbsent(name, each -> prefix + each)).toList(),
          inner.outputs().stream().map(name -> names.computeIfAbsent(name, each -> prefix + each)).toList(),
          attributes(inner, node, function)), depth + 1);
    }
  }

  private static void match(List<String> inside, List<String> outside, Map<String, String> names) {
    for (int i = 0; i < inside.size(); i++) {
      if (i < outside.size() && !outside.get(i).isEmpty()) {
        names.put(inside.get(i), outside.get(i));
      } else if (i >= outside.size()) {
        names.put(inside.get(i), "");
      }
    }
  }

  /** Attributes that name those of the function have their values; one that isn't given has its default, or none. */
  private static List<AttributeProto> attributes(NodeProto inner, NodeProto node, FunctionProto function) {
    List<AttributeProto> all = new ArrayList<>();
    for (AttributeProto each : inner.attributes()) {
      if (each.content() instanceof Content.Reference(var name)) {
        node.attribute(name).or(() -> function.defaults().stream().filter(usual -> usual.name().equals(name))
            .map(AttributeProto::content).findFirst())
            .ifPresent(content -> all.add(new AttributeProto(each.name(), content)));
      } else {
        all.add(each);
      }
    }
    return all;
  }
}
