package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Input;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sizes as tensors of whole numbers: constants, or read from the shapes of inputs and computed. */
final class SizeNodes {

  private final OperatorWriter outermost;
  private final List<Input> inputs;

  SizeNodes(OperatorWriter outermost, List<Input> inputs) {
    this.outermost = outermost;
    this.inputs = inputs;
  }

  /** A size as a number. */
  String scalar(Size size) {
    if (size.isConstant()) {
      return outermost.whole(size.constant());
    }
    List<String> terms = new ArrayList<>();
    for (Size.Term term : size.terms()) {
      List<String> factors = new ArrayList<>(term.atoms().stream().map(this::atom).toList());
      if (term.coefficient() != 1 || factors.isEmpty()) {
        factors.add(outermost.whole(term.coefficient()));
      }
      terms.add(factors.stream().reduce((a, b) -> outermost.add("Mul", a, b)).orElseThrow());
    }
    return terms.stream().reduce((a, b) -> outermost.add("Add", a, b)).orElseThrow();
  }

  /** Sizes as a list. */
  String vector(List<Size> sizes) {
    if (sizes.stream().allMatch(Size::isConstant)) {
      return outermost.vector(sizes.stream().map(Size::constant).toList());
    }
    List<String> parts = sizes.stream().map(s -> s.isConstant()
        ? outermost.vector(s.constant())
        : outermost.add("Unsqueeze", scalar(s), outermost.vector(0))).toList();
    return parts.size() == 1
        ? parts.getFirst()
        : outermost.add("Concat", parts, Map.of("axis", NodeAttribute.of(0)));
  }

  /** What a tensor is reshaped to: one size that isn't known may be left to whoever runs it. */
  String shape(List<Size> sizes) {
    List<Size> open = sizes.stream().filter(s -> !s.isConstant()).toList();
    return open.size() == 1
        ? outermost.vector(sizes.stream().map(s -> s.isConstant() ? s.constant() : -1).toList())
        : vector(sizes);
  }

  private String atom(Size.Atom atom) {
    return switch (atom) {
      case Size.Open open -> open(open.name());
      case Size.Floor floor -> {
        String numerator = scalar(floor.numerator());
        String denominator = scalar(floor.denominator());
        String rest = outermost.add("Mod", numerator, denominator);
        yield outermost.add("Div", outermost.add("Sub", numerator, rest), denominator);
      }
    };
  }

  private String open(String dim) {
    for (Input input : inputs) {
      for (int axis = 0; axis < input.value().axes().size(); axis++) {
        if (input.value().axes().get(axis).size().equals(Size.open(dim))) {
          return outermost.add("Gather", outermost.add("Shape", input.name()), outermost.whole(axis));
        }
      }
    }
    throw new NotExpressible("no input has an axis of the size " + dim + " alone, which says how large it is");
  }
}
