package adjoint.compiler.lower.scope;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an expression denotes: something that flows, something that the compiler knows, or something to apply. */
public sealed interface Denotation {

  /** What is known while the graph is made. */
  sealed interface Static extends Denotation {}

  /** What can be applied to arguments. */
  sealed interface Applicable extends Denotation {}

  /**
   * A tensor that flows.
   *
   * @param free whether its axes broadcast freely, as those of `index[D]`
   * @param made where it was made, for messages
   */
  record Tensor(Type.Tensor type, Value value, boolean free, Span made) implements Denotation {
    public List<TypedAxis> axes() {
      return type.axes();
    }

    public Tensor as(Type.Tensor other) {
      return new Tensor(other, value, free, made);
    }

    public Tensor at(Span span) {
      return new Tensor(type, value, free, span);
    }
  }

  /**
   * A number that the compiler knows, at the latest when open dims have their sizes.
   *
   * @param size the same as a size, where it is a whole number
   */
  record Known(Scalar scalar, Optional<Size> size) implements Static {
    public static Known of(double value) {
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 52;
      return new Known(Scalar.of(value), whole ? Optional.of(Size.of((long) value)) : Optional.empty());
    }

    public static Known of(Size size) {
      return size.isConstant() ? of(size.constant()) : new Known(new Scalar.SizeOf(size), Optional.of(size));
    }

    public Optional<Double> constant() {
      return scalar instanceof Scalar.Constant c ? Optional.of(c.value()) : Optional.empty();
    }
  }

  /** A number that the run knows anew at each step: a scheduled setting, the step's number, and what is made of them. */
  record Scheduled(Schedule schedule) implements Denotation {}

  /** A truth that the compiler knows. */
  record Flag(boolean value) implements Static {}

  record Text(String value) implements Static {}

  /** A list, as a setting may be: a number for each axis, a width for each layer. */
  record Entries(List<Denotation> values, Span made) implements Static {}

  /** An array of a file, which flows where it is named. */
  record OfFile(ProgramScope.Stored stored) implements Static {}

  /** A dim. */
  record DimName(TypedAxis axis, List<String> members) implements Static {}

  /** What a header writes as `..` or `N..`. */
  record Row(List<TypedAxis> axes) implements Static {}

  /** The step of a scan: an index into its dim. */
  record Step(Index index, TypedAxis axis) implements Denotation {}

  /**
   * A function, model or optimizer of a file, or a layer that isn't an instance yet.
   *
   * @param brackets what was given in brackets, to be evaluated in the environments of the calls; a layer that was given to
   *     another may get a second there
   */
  record Callable(Declaration.Callable declaration, Environment home, List<Given> brackets) implements Applicable {}

  /** A bracket and the environment that it is evaluated in. */
  record Given(Bracket bracket, Environment caller) {}

  /** A function of the core. */
  record Builtin(String name, Optional<Given> bracket) implements Applicable {}

  /** An expression, and where it is evaluated. */
  record Written(Expr value, Environment at) {}

  /**
   * A layer that a header takes, `Inner: [..] -> [..]`, in its body.
   *
   * @param given what a use gives for it; empty where the body is checked on its own
   * @param further the bracket that the body adds
   * @param path of the instance, where the body writes one
   */
  record TakenLayer(Bracket.Item.Layer declared, Optional<Written> given, Optional<Given> further,
      String path) implements Applicable {}

  /** One instance of a layer; `path` names its parameters. */
  record Instance(Callable layer, String path, Span made) implements Applicable {}

  /**
   * What a model, a layer's instance or a part of one stores, or what was computed from that: a value for each path.
   *
   * @param name what they are the weights of, for messages
   * @param owner what they can be applied as; empty where they are those of a part
   * @param at the path of the owner
   * @param parameters by their paths within the owner
   * @param states likewise; those that all of what they were computed from have
   */
  record Weights(String name, Optional<Applicable> owner, String at, Map<String, Tensor> parameters,
      Map<String, Tensor> states) implements Applicable {}

  /** Several results, or what a callable gives by name. */
  record Fields(Map<String, Denotation> fields) implements Denotation {}

  /** Callables one after the other: what a `repeat` repeats. */
  record Chain(List<Denotation> links, List<Expr> sources) implements Applicable {

    /** One callable, or several, with another behind. */
    public static Chain of(Applicable first, Expr source, Denotation next, Expr nextSource) {
      Chain before = first instanceof Chain c ? c : new Chain(List.of(first), List.of(source));
      List<Denotation> links = new ArrayList<>(before.links());
      links.add(next);
      List<Expr> sources = new ArrayList<>(before.sources());
      sources.add(nextSource);
      return new Chain(List.copyOf(links), List.copyOf(sources));
    }
  }

  /** What it is, in words. */
  default String described() {
    return switch (this) {
      case Tensor t -> "a value of type " + t.type();
      case Known _,Scheduled _ -> "a number";
      case Flag _ -> "true or false";
      case Text _ -> "a text";
      case Entries e -> "a list of " + e.values().size();
      case OfFile f -> "a value of type " + f.stored().type();
      case DimName d -> "dim " + d.axis();
      case Row _ -> "a row of dims";
      case Step s -> "an index of " + s.axis();
      case Callable c -> c.declaration().kind().keyword() + " " + c.declaration().name();
      case Builtin b -> "function " + b.name();
      case Instance i -> "an instance of " + i.layer().declaration().name();
      case Weights w -> "the weights of " + w.name();
      case TakenLayer t -> "layer " + t.declared().name().name();
      case Fields _ -> "several results";
      case Chain _ -> "a chain of layers";
    };
  }
}
