package adjoint.runtime.model;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.text.Similar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From a function and the recipe that trained it to the description of a model. */
public final class Describing {

  private Describing() {}

  /**
   * Describes a model.
   *
   * @param program the name of its file's program
   * @param recipe whose fields of the names of the model's arguments say how these are read; an argument without one
   *     takes a table's columns as they are
   */
  public static Description describe(String program, Layout layout, Signature signature, Optional<Recipe> recipe,
      Traits traits) {
    Optional<String> batch = batch(signature, recipe);
    List<Field> inputs =
        signature.inputs().stream().map(p -> field(p, signature, traits, batch, recipe)).collect(Collectors.toList());
    checkFixed(signature, batch, inputs);
    batch.ifPresent(dim -> checkRows(signature, dim));
    TableOptions table = recipe.flatMap(Recipe::data).map(Source::table).orElse(TableOptions.DEFAULT);
    List<Naming> names = Stream.concat(recipe.map(Recipe::fields).orElse(List.of()).stream(), inputs.stream())
        .flatMap(f -> f.index().stream().map(i -> new Naming(i.dim(), i.members(), f.name()))).distinct()
        .collect(Collectors.toList());
    return new Description(recipe.map(Recipe::model).orElse(program), layout, signature, batch, traits.rowwise(),
        traits.draws(), inputs, table, names);
  }

  /**
   * New data come example by example: all dims but the one that counts these need a size, or are the first of fields that have
   * lengths of their own.
   */
  private static void checkFixed(Signature signature, Optional<String> batch, List<Field> inputs) {
    for (String dim : signature.openDims()) {
      boolean ofOne = inputs.stream().anyMatch(f -> isSequence(f, dim));
      if (!ofOne && (batch.isEmpty() || !batch.get().equals(dim))) {
        throw UserProblem.of(RuntimeProblem.OPEN_DIM, signature.name() + " can't be used example by example: " + dim
            + " has no size").hint("give it one in the file, dim " + dim + " = 36, or outside of it: --set " + dim
                + "=36");
      }
    }
  }

  private static boolean isSequence(Field field, String dim) {
    List<Axis> axes = field.axes();
    return !axes.isEmpty() && axes.get(0).size().equals(Size.open(dim)) && axes.get(0).name().equals(dim)
        && axes.stream().filter(axis -> !axis.size().isConstant()).count() == 1;
  }

  /** What is told of an example is its own: each result has the examples as its first axis, and nowhere else. */
  private static void checkRows(Signature signature, String batch) {
    for (Port output : signature.outputs()) {
      long mentions = output.axes().stream().filter(a -> a.size().openDims().contains(batch)).count();
      if (mentions != 1 || !begins(output, batch)) {
        String which = signature.outputs().size() == 1 ? "its result" : "its result `" + output.name() + "`";
        throw UserProblem.of(RuntimeProblem.NOT_BY_EXAMPLE, signature.name() + " can't be used example by example: "
            + which + " is " + output.axes() + (mentions == 0
                ? ", one for all examples together"
                : mentions > 1 ? ", for pairs of examples" : ", where " + batch + " doesn't stand first"))
            .hint(mentions == 1
                ? "lay it out with the examples first: y[" + batch + ", ..]"
                : "wrap it in a model whose result is [" + batch + ", ..], or compute it in a `test` or at the prompt");
      }
    }
  }

  /**
   * Which of a file's models is meant: the one that was asked for, else the one that is trained, else the only one.
   *
   * @param program the name of the file's program
   */
  public static String choose(Set<String> models, String program, Optional<Recipe> recipe, Optional<String> asked) {
    String only = models.size() == 1 ? models.iterator().next() : program;
    String name = asked.orElseGet(() -> recipe.map(Recipe::model).filter(models::contains).orElse(only));
    if (!models.contains(name)) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_MODEL, "there is no model " + name)
          .hint(Similar.nearest(name, models).map(n -> "did you mean " + n + "?")
              .orElse("models here: " + String.join(", ", models)));
    }
    return name;
  }

  /** The dim that counts examples: the recipe's, else the only open one, else the one that all inputs begin with. */
  public static Optional<String> batch(Signature signature, Optional<Recipe> recipe) {
    List<String> open = signature.openDims();
    Optional<String> named = recipe.flatMap(Recipe::batch).map(b -> b.dim()).filter(open::contains);
    return named.isPresent()
        ? named
        : open.stream().filter(dim -> open.size() == 1 || signature.inputs().stream().allMatch(p -> begins(p, dim)))
            .findFirst();
  }

  private static boolean begins(Port port, String dim) {
    return !port.axes().isEmpty() && port.axes().get(0).size().equals(Size.open(dim));
  }

  private static Field field(Port port, Signature signature, Traits traits, Optional<String> batch,
      Optional<Recipe> recipe) {
    List<Axis> axes = example(port, batch);
    Optional<Field> trained = recipe.flatMap(r -> r.fields().stream().filter(f -> f.name().equals(port.name())
        && f.element() == port.element() && f.axes().equals(axes)).findFirst());
    return trained.or(() -> text(port, axes, traits, recipe))
        .orElseGet(() -> new Field(port.name(), port.element(), axes,
            Optional.ofNullable(traits.positions().get(port.name())),
            new Selection.Argument(port.name(), signature.inputs().size() == 1), Field.Series.ROW, List.of(),
            new Missing.Error(), new Place("model " + signature.name(), 0, 0)));
  }

  /** An argument over a dim whose texts another field reads is read as that, where no argument has that field. */
  private static Optional<Field> text(Port port, List<Axis> axes, Traits traits, Optional<Recipe> recipe) {
    Optional<String> dim = Optional.ofNullable(traits.positions().get(port.name())).map(Field.IndexDim::dim);
    boolean only = axes.size() == 1 && traits.positions().values().stream()
        .filter(index -> dim.equals(Optional.of(index.dim()))).count() == 1;
    return recipe.filter(r -> only).flatMap(r -> r.fields().stream().filter(Encoder::readsText)
        .filter(f -> dim.equals(f.index().map(Field.IndexDim::dim))).findFirst())
        .map(f -> new Field(f.name(), f.element(), axes, f.index(), f.selection(), f.series(), f.transforms(),
            f.missing(), f.place()));
  }

  private static List<Axis> example(Port port, Optional<String> batch) {
    List<Axis> axes = new ArrayList<>(port.axes());
    axes.removeIf(a -> batch.isPresent() && a.size().openDims().contains(batch.get()));
    return axes;
  }
}
