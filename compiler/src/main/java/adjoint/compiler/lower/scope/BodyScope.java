package adjoint.compiler.lower.scope;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body that a place is in, as it is elaborated this time.
 *
 * @param number of the scope of its dims
 * @param path of its instance; empty in a function
 * @param owner what it is the body of
 * @param instances the name of each layer instance written in it
 * @param called in another file, the place that it is called from in the program's own
 * @param callers the callables whose bodies are being elaborated, this one's among them
 * @param target what an initial value is being made for
 * @param promised the axes that the body's result is promised to have
 */
public record BodyScope(int number, String path, Owner owner, Map<Expr, String> instances, Optional<Span> called,
    List<Declaration.Callable> callers, Optional<Type.Tensor> target, Optional<List<TypedAxis>> promised) {

  /** A body that nothing calls. */
  public BodyScope(int number, String path, Owner owner, Map<Expr, String> instances) {
    this(number, path, owner, instances, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  /** The body of a callable that is used in this one, or checked on its own where this is a file's. */
  public BodyScope calling(Declaration.Callable callee, int scope, String instance, Map<Expr, String> written,
      Optional<Span> from) {
    List<Declaration.Callable> all = new ArrayList<>(callers);
    all.add(callee);
    return new BodyScope(scope, instance, Owner.of(callee.kind()), written, from, List.copyOf(all), target,
        Optional.empty());
  }

  /** The place in the program's own file that leads to the body of a callable, which may stand in another. */
  public Optional<Span> called(Declaration.Callable callee, Span at) {
    return called.isPresent() || callee.nameSpan().source().equals(at.source()) ? called : Optional.of(at);
  }

  /** The same body while it makes an initial value, or none. */
  BodyScope making(Optional<Type.Tensor> value) {
    return new BodyScope(number, path, owner, instances, called, callers, value, promised);
  }

  /** The same body where other instances are written, below this path. */
  BodyScope instances(String below, Map<Expr, String> written) {
    return new BodyScope(number, below, owner, written, called, callers, target, promised);
  }

  BodyScope promising(Optional<List<TypedAxis>> axes) {
    return new BodyScope(number, path, owner, instances, called, callers, target, axes);
  }

  /** The path of what has this name in the body: a parameter, an instance. */
  public String path(String name) {
    return path(path, name);
  }

  public static String path(String around, String name) {
    return around.isEmpty() || name.isEmpty() ? around + name : around + "." + name;
  }
}
