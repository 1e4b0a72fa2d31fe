package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Builtin;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Flag;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.OfFile;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Library;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a name denotes: what is bound at its place, else one of the language's own. */
public record NameLookup(Build build) {

  Denotation denoted(Expr.Name name, Environment env) {
    if (env.isWrong(name.name())) {
      throw new AlreadyReported();
    }
    return find(name.name(), env).orElseThrow(() -> build.program.unknown.contains(name)
        ? new AlreadyReported()
        : NameMistakes.unknownName(name, candidates(env)));
  }

  public Optional<Denotation> find(String name, Environment env) {
    Optional<Denotation> bound = env.find(name);
    if (bound.isPresent()) {
      return bound.map(meaning -> meaning instanceof OfFile array ? flowing(name, array, env) : meaning);
    }
    if (name.endsWith("'")) {
      return dim(name.substring(0, name.length() - 1), env).map(NameLookup::twin);
    }
    return switch (name) {
      case "training" -> Optional.of(new Flag(build.isTraining()));
      case "true" -> Optional.of(new Flag(true));
      case "false" -> Optional.of(new Flag(false));
      case "inf" -> Optional.of(Known.of(Double.POSITIVE_INFINITY));
      case "pi" -> Optional.of(Known.of(Math.PI));
      case "fan_in" -> env.body().target().flatMap(made -> fan(made, true));
      case "fan_out" -> env.body().target().flatMap(made -> fan(made, false));
      default -> Builtins.has(name) ? Optional.of(new Builtin(name, Optional.empty())) : Optional.empty();
    };
  }

  private Denotation flowing(String name, OfFile array, Environment env) {
    return new Tensor(array.stored().type(), build.input(array.stored()), false,
        env.place(name).orElse(array.stored().initial().span()));
  }

  /** The dim of a name, where it is one. */
  Optional<DimName> dim(String name, Environment env) {
    return find(name, env).filter(d -> d instanceof DimName).map(d -> (DimName) d);
  }

  private static Denotation twin(DimName dim) {
    return new DimName(new TypedAxis(dim.axis().dim().twin(), dim.axis().size()), dim.members());
  }

  /** The product of the sizes left or right of the arrow of the map that is being made. */
  private static Optional<Denotation> fan(Type.Tensor made, boolean in) {
    return made.arrow().map(arrow -> Known.of(TypedAxis.count(
        in ? made.axes().subList(0, arrow) : made.axes().subList(arrow, made.axes().size()))));
  }

  /** Everything that a name could have meant here. */
  public static List<String> candidates(Environment env) {
    List<String> all = new ArrayList<>(env.visible());
    all.addAll(Builtins.names());
    all.addAll(Library.names());
    return all;
  }
}
