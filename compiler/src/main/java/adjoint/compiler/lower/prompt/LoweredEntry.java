package adjoint.compiler.lower.prompt;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.type.Type;
import adjoint.runtime.program.Layout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A statement typed at the prompt, as a graph.
 *
 * @param graph its inputs are the bound values that it reads, its outputs the parts of its results
 * @param layout of all that is stored in the session
 * @param results what flows, by the name that it is bound to; `result` where it's bound to none
 * @param told what else there is, in words, by the same names: an instance of a layer, a dim
 * @param constant its one result as a file would write it, where that is a number, a text, true or false
 * @param reads the names bound at the prompt that it reads
 * @param stored the stored tensors that it reads
 */
public record LoweredEntry(Graph graph, Layout layout, Map<String, Type> results, Map<String, String> told,
    Optional<String> constant, Set<String> reads, Set<String> stored) {

  /** The parts of a result, by the name of the port that holds each. */
  public static Map<String, Type.Tensor> parts(String name, Type type) {
    return switch (type) {
      case Type.Tensor t -> Map.of(name, t);
      case Type.Fields f -> {
        Map<String, Type.Tensor> all = new LinkedHashMap<>();
        f.fields().forEach((field, part) -> all.putAll(parts(name + "." + field, part)));
        yield all;
      }
    };
  }
}
