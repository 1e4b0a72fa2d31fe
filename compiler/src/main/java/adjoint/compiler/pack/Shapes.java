package adjoint.compiler.pack;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Words of a generated class's documentation. */
final class Shapes {

  private Shapes() {}

  /** `[Pixel = 64]`; one number has no axes. */
  static String of(List<Axis> axes) {
    return axes.isEmpty()
        ? "one value"
        : axes.stream().map(a -> a.size().isConstant() ? a.name() + " = " + a.size() : a.size().toString())
            .collect(Collectors.joining(", ", "[", "]"));
  }

  /** What happens to an argument before the model sees it. */
  static String treatment(Field field) {
    List<String> members = field.index().map(Field.IndexDim::members).orElse(List.of());
    if (!members.isEmpty()) {
      return "one of " + Words.some(members);
    }
    List<String> words = new ArrayList<>();
    switch (field.missing()) {
      case Missing.Mean _ -> words.add("NaN becomes the column's mean over the training data");
      case Missing.Constant constant -> words.add("NaN becomes " + Words.number(constant.value()));
      case Missing.Error _,Missing.Drop _ -> {}
    }
    for (Transform transform : field.transforms()) {
      words.add(treatment(transform));
    }
    return words.isEmpty() ? "as the model takes it" : "as the training data have it: " + String.join(", then ", words);
  }

  private static String treatment(Transform transform) {
    return switch (transform) {
      case Transform.Arithmetic a -> a.constantFirst()
          ? Words.number(a.constant()) + " " + sign(a.operator()) + " it is taken"
          : "it " + sign(a.operator()) + " " + Words.number(a.constant()) + " is taken";
      case Transform.Apply f -> "its " + f.function().name().toLowerCase(Locale.ROOT) + " is taken";
      case Transform.Standardize _ -> "it is standardised as these were";
      case Transform.Scale _ -> "it is scaled as these were";
      case Transform.Picture _ -> "it is an image's samples, from 0 to 255";
      case Transform.Sound _ -> "it is what is computed of a sound";
      case Transform.Tokenize _ -> "it is cut into tokens as texts were there";
      case Transform.Categories _ -> "words become the positions that they had there";
    };
  }

  private static String sign(Transform.Operator operator) {
    return switch (operator) {
      case ADD -> "+";
      case SUBTRACT -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      case POWER -> "^";
    };
  }

  /** Text that a documentation comment can hold. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;").replace("*/", "*&#47;");
  }
}
