package adjoint.repl.session;

import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.data.Data;
import adjoint.runtime.data.Loading;
import adjoint.runtime.data.SplitPart;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Examples of a train block's data as values: what a batch of them looks like. */
public final class Sampling {

  private Sampling() {}

  /** The first examples of the training part, each field by its name, along the batch's dim. */
  public static Map<String, TensorValue> sample(Recipe recipe, int examples) {
    Data data = Loading.load(recipe, Map.of(), OptionalInt.empty(), Optional.empty());
    SplitPart part = data.train();
    int count = Math.min(examples, part.size());
    Map<String, TensorValue> values = new LinkedHashMap<>();
    for (Field field : recipe.fields()) {
      boolean real = field.element() == Element.REAL;
      int at = part.dataset().field(field.name());
      int longest = field.open().map(dim -> part.dataset().longest(at, part.examples(), 0, count)).orElse(0);
      int each = field.open().isPresent() ? longest : field.count();
      float[] reals = new float[real ? count * each : 0];
      int[] ints = new int[real ? 0 : count * each];
      part.dataset().copy(at, part.examples(), 0, count, longest, reals, ints);
      values.put(field.name(),
          new TensorValue(type(field, recipe.batch()), shape(field, recipe.batch(), count, longest), reals, ints));
    }
    return values;
  }

  private static Type.Tensor type(Field field, Optional<Batch> batch) {
    List<TypedAxis> axes = new ArrayList<>();
    batch.ifPresent(b -> axes.add(new TypedAxis(Dim.declared(b.dim()), Size.open(b.dim()))));
    field.axes().forEach(axis -> axes.add(typed(axis)));
    Type.Kind kind = switch (field.element()) {
      case REAL -> new Type.Kind.Real();
      case BOOL -> new Type.Kind.Bool();
      case INT ->
        field.index().<Type.Kind>map(dim -> new Type.Kind.IndexOf(Dim.declared(dim.dim()), Size.of(dim.size())))
            .orElseGet(Type.Kind.Int::new);
    };
    return Type.Tensor.of(kind, axes);
  }

  private static TypedAxis typed(Axis axis) {
    return new TypedAxis(Dim.declared(axis.name()), axis.size());
  }

  /** @param longest the size of the field's open dim, where it has one */
  private static List<Integer> shape(Field field, Optional<Batch> batch, int examples, int longest) {
    List<Integer> shape = new ArrayList<>();
    batch.ifPresent(b -> shape.add(examples));
    field.axes().forEach(axis -> shape.add(axis.size().isConstant() ? (int) axis.size().constant() : longest));
    return shape;
  }
}
