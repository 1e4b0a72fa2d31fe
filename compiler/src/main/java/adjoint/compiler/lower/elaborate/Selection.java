package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Tensors.Places;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a bracket does to each axis of a value, gathered before anything is read. */
final class Selection {

  /** The result's axes that come from lookups. */
  final List<TypedAxis> gathered = new ArrayList<>();

  /** For an axis of the value, the axes that stand in its place; absent where it stays. */
  final Map<Dim, List<TypedAxis>> instead = new LinkedHashMap<>();

  /** For an axis of the value, where it is read; absent where it stays. */
  final Map<Dim, Function<Places, Subscript>> reads = new LinkedHashMap<>();

  /** For tables of positions that are looked up, the size of the dim. */
  final Map<Value, Size> limits = new LinkedHashMap<>();
}
