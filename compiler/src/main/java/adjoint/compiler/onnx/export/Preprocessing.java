package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a field's numbers before a model sees them, as the beginning of the model. */
final class Preprocessing {

  private final GraphBuilder numbers;
  private final List<Definition> definitions = new ArrayList<>();
  private final List<Input> statistics = new ArrayList<>();
  private final Map<String, float[]> elements = new HashMap<>();

  private final Map<Value, List<Index>> places = new HashMap<>();

  private Preprocessing(Graph graph) {
    this.numbers = new GraphBuilder(graph.next());
  }

  /**
   * A model that takes numbers as they are in the data.
   *
   * @param statistics the elements of what it has besides its own parameters, by name
   * @param left the fields whose preparation can't be said
   */
  record Prepared(Graph graph, Map<String, float[]> statistics, List<String> left) {}

  static Prepared of(Graph graph, List<Field> fields, List<Fitted> fitted) {
    Preprocessing made = new Preprocessing(graph);
    Map<Value, Value> treated = new HashMap<>();
    List<String> left = new ArrayList<>();
    for (Input input : graph.inputs()) {
      for (Field field : fields) {
        if (!input.isStored() && isOf(field, input)) {
          made.treated(input, field, fitted).ifPresentOrElse(v -> treated.put(input.value(), v),
              () -> left.add(field.name()));
        }
      }
    }
    List<Definition> all = new ArrayList<>(made.definitions);
    graph.definitions().forEach(d -> all.add(d.reading(v -> treated.getOrDefault(v, v))));
    List<Input> inputs = new ArrayList<>(graph.inputs());
    inputs.addAll(made.statistics);
    Graph whole = new Graph(graph.name(), inputs, all, graph.outputs()).giving(v -> treated.getOrDefault(v, v));
    return new Prepared(whole, made.elements, left);
  }

  /** Whether a field is what an argument gets: of its name, and of its axes but for that of the examples. */
  static boolean isOf(Field field, Input input) {
    List<Axis> axes = input.value().axes();
    int own = field.axes().size();
    return input.name().equals(field.name()) && input.value().element() == field.element() && axes.size() >= own
        && axes.subList(axes.size() - own, axes.size()).equals(field.axes());
  }

  private Optional<Value> treated(Input input, Field field, List<Fitted> fitted) {
    if (field.element() != Element.REAL) {
      return field.transforms().isEmpty() || Categories.isOf(field) ? Optional.of(input.value()) : Optional.empty();
    }
    Iterator<double[]> learnt = fitted.stream().filter(f -> f.field().equals(field.name())).findFirst()
        .map(f -> f.numbers()).orElse(List.of()).iterator();
    Value value = input.value();
    if (field.missing() instanceof Missing.Mean && learnt.hasNext()) {
      Scalar mean = read("mean of present", field, value, learnt.next());
      Scalar x = x(value);
      value = add(value, new Scalar.Select(Scalar.apply(ScalarFunction.EQ, x, x), x, mean));
    }
    for (Transform transform : field.transforms()) {
      Optional<Scalar> next = next(transform, field, value, learnt);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      value = next.get().equals(x(value)) ? value : add(value, next.get());
    }
    return Optional.of(value);
  }

  private Optional<Scalar> next(Transform transform, Field field, Value value, Iterator<double[]> learnt) {
    Scalar x = x(value);
    return switch (transform) {
      case Transform.Arithmetic a -> Optional.of(arithmetic(a, x));
      case Transform.Apply a -> function(a.function()).map(f -> Scalar.apply(f, x));
      case Transform.Standardize s -> affine("mean", "deviation", field, value, learnt);
      case Transform.Scale s -> affine("least", "range", field, value, learnt);
      case Transform.Picture p -> Optional.of(x);
      case Transform.Sound s -> Optional.empty();
      case Transform.Categories c -> Optional.empty();
      case Transform.Tokenize t -> Optional.empty();
    };
  }

  private static Scalar arithmetic(Transform.Arithmetic a, Scalar x) {
    ScalarFunction function = switch (a.operator()) {
      case ADD -> ScalarFunction.ADD;
      case SUBTRACT -> ScalarFunction.SUB;
      case MULTIPLY -> ScalarFunction.MUL;
      case DIVIDE -> ScalarFunction.DIV;
      case POWER -> ScalarFunction.POW;
    };
    Scalar constant = Scalar.of(a.constant());
    return a.constantFirst() ? Scalar.apply(function, constant, x) : Scalar.apply(function, x, constant);
  }

  private static Optional<ScalarFunction> function(Transform.Function function) {
    return switch (function) {
      case LOG -> Optional.of(ScalarFunction.LOG);
      case LOG1P -> Optional.of(ScalarFunction.LOG1P);
      case EXP -> Optional.of(ScalarFunction.EXP);
      case SQRT -> Optional.of(ScalarFunction.SQRT);
      case ABS -> Optional.of(ScalarFunction.ABS);
      case NEGATE -> Optional.of(ScalarFunction.NEG);
      case BFLOAT16 -> Optional.empty();
    };
  }

  private Optional<Scalar> affine(String minus, String over, Field field, Value value, Iterator<double[]> learnt) {
    if (!learnt.hasNext()) {
      return Optional.empty();
    }
    Scalar first = read(minus, field, value, learnt.next());
    return Optional.of(Scalar.apply(ScalarFunction.DIV, Scalar.apply(ScalarFunction.SUB, x(value), first),
        read(over, field, value, learnt.next())));
  }

  private List<Index> places(Value value) {
    return places.computeIfAbsent(value, v -> numbers.indices(v.axes()));
  }

  private Scalar x(Value value) {
    return GraphBuilder.read(value, places(value));
  }

  private Value add(Value of, Scalar body) {
    Value result = numbers.value(of.name(), Element.REAL, of.axes());
    definitions.add(new Definition(List.of(result), Comprehension.map(places(of), body), new Origin(Origin.NONE.span(),
        Origin.NONE.own(), of.name())));
    return result;
  }

  /** A statistic, a number for each column or channel, as an input that comes with the weights. */
  private Scalar read(String name, Field field, Value value, double... statistic) {
    List<Index> all = places(value);
    int run = field.transforms().stream().anyMatch(t -> t instanceof Transform.Picture)
        ? PictureAxes.of(field.axes()).orElseThrow().run()
        : 1;
    int end = all.size() - suffix(all, run);
    List<Index> own = all.subList(end - suffix(all.subList(0, end), statistic.length), end);
    String path = field.name() + "." + name.replace(' ', '_');
    Value made = numbers.value(path, Element.REAL, own.stream().map(Index::axis).toList());
    statistics.add(new Input(made, Input.Role.STATE, path));
    float[] floats = new float[statistic.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) statistic[i];
    }
    elements.put(path, floats);
    return new Scalar.Read(made, Subscript.of(own));
  }

  /** How many of the last axes have so many places together. */
  private static int suffix(List<Index> indices, long places) {
    long count = 1;
    for (int taken = 0; taken <= indices.size(); taken++) {
      if (count == places) {
        return taken;
      }
      boolean known = taken < indices.size() && indices.get(indices.size() - 1 - taken).size().isConstant();
      count = known ? count * indices.get(indices.size() - 1 - taken).size().constant() : -1;
    }
    throw new NotExpressible("its statistics don't lie along its axes");
  }
}
