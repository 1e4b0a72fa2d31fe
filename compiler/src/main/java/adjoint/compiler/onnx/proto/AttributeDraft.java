package adjoint.compiler.onnx.proto;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** What has been read of an attribute so far; which of it counts, its kind says, wherever that stands. */
final class AttributeDraft {

  String name = "";
  String reference = "";
  int kind;
  float real;
  long whole;
  String text = "";
  Optional<TensorProto> tensor = Optional.empty();
  Optional<GraphProto> graph = Optional.empty();
  final List<Float> reals = new ArrayList<>();
  final GrowingLongs wholes = new GrowingLongs();
  final List<String> texts = new ArrayList<>();

  AttributeProto finish() {
    return new AttributeProto(name, reference.isEmpty() ? content() : new Content.Reference(reference));
  }

  private Content content() {
    return switch (kind) {
      case 1 -> new Content.Real(real);
      case 2 -> new Content.Whole(whole);
      case 3 -> new Content.Text(text);
      case 4 -> new Content.OfTensor(tensor.orElseThrow(() -> new DamagedFile("the attribute " + name + " is empty")));
      case 5 -> new Content.OfGraph(graph.orElseThrow(() -> new DamagedFile("the attribute " + name + " is empty")));
      case 6 -> new Content.Reals(List.copyOf(reals));
      case 7 -> new Content.Wholes(LongStream.of(wholes.toArray()).boxed().toList());
      case 8 -> new Content.Texts(List.copyOf(texts));
      default -> new Content.Other(kind);
    };
  }
}
