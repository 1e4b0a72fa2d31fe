package adjoint.runtime;

import adjoint.runtime.data.Csv;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recipes as the checker would make them. */
public final class Recipes {

  public static final Place PLACE = new Place("model.nn", 7, 3);

  private Recipes() {}

  public static Axis axis(String name, long size) {
    return new Axis(name, Size.of(size));
  }

  public static Field real(String name, long size, String pattern, Transform... transforms) {
    return real(name, List.of(axis("In", size)), new Selection.Columns(List.of(pattern)), transforms);
  }

  public static Field real(String name, List<Axis> axes, Selection selection, Transform... transforms) {
    return new Field(name, Element.REAL, axes, Optional.empty(), selection, Field.Series.ROW, List.of(transforms),
        new Missing.Error(), PLACE);
  }

  public static Field scalar(String name, String column, Transform... transforms) {
    return real(name, List.of(), new Selection.Column(column), transforms);
  }

  public static Field index(String name, String column, String dim, long size, String... members) {
    return new Field(name, Element.INT, List.of(), Optional.of(new Field.IndexDim(dim, size, List.of(members))),
        new Selection.Column(column), Field.Series.ROW, List.of(), new Missing.Error(), PLACE);
  }

  public static Field bool(String name, String column) {
    return new Field(name, Element.BOOL, List.of(), Optional.empty(), new Selection.Column(column), Field.Series.ROW,
        List.of(), new Missing.Error(), PLACE);
  }

  public static Field with(Field field, Missing missing) {
    return new Field(field.name(), field.element(), field.axes(), field.index(), field.selection(), field.series(),
        field.transforms(), missing, field.place());
  }

  public static Field with(Field field, Field.Series series) {
    return new Field(field.name(), field.element(), field.axes(), field.index(), field.selection(), series,
        field.transforms(), field.missing(), field.place());
  }

  public static Field with(Field field, Selection selection) {
    return new Field(field.name(), field.element(), field.axes(), field.index(), selection, field.series(),
        field.transforms(), field.missing(), field.place());
  }

  public static Field with(Field field, Transform... transforms) {
    return new Field(field.name(), field.element(), field.axes(), field.index(), field.selection(), field.series(),
        List.of(transforms), field.missing(), field.place());
  }

  public static Transform divide(double by) {
    return new Transform.Arithmetic(Transform.Operator.DIVIDE, by, false);
  }

  public static Csv csv(String path) {
    return new Csv(path, TableOptions.DEFAULT, PLACE);
  }

  /** Three epochs of batches of four at a rate of 0.1. */
  public static Recipe of(Path folder, Source source, List<Field> fields, Split.Part... parts) {
    Optional<Split> split = parts.length == 0 ? Optional.empty() : Optional.of(new Split(false, List.of(parts), PLACE));
    return new Recipe("Line", folder, Optional.of(source), fields, split,
        Optional.of(new Batch("Batch", 4, false, false, PLACE)), 3, 0, 1, true,
        Map.of("lr", new Schedule.Constant(0.1)), Optional.empty(), 1, Optional.empty(), List.of(), PLACE);
  }

  public static Split.Part part(Split.Name name, Split.Amount amount) {
    return new Split.Part(name, amount);
  }
}
