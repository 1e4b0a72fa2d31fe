package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Row;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads types and dims as written in an environment that knows their names. */
public final class TypeReader {

  private final Evaluator evaluator;

  TypeReader(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  public Type type(TypeExpr type, Environment env) {
    return switch (type) {
      case TypeExpr.Tensor t -> tensor(new Type.Kind.Real(), t.axes(), env);
      case TypeExpr.Of o -> o.axes().isPresent()
          ? tensor(kind(o.element(), env), o.axes().get(), env)
          : Type.Tensor.of(kind(o.element(), env), List.of());
      case TypeExpr.Record r -> {
        Map<String, Type> fields = new LinkedHashMap<>();
        r.fields().forEach(f -> fields.put(f.name(), type(f.type(), env)));
        yield new Type.Fields(fields);
      }
    };
  }

  private Type.Tensor tensor(Type.Kind kind, Bracket bracket, Environment env) {
    List<TypedAxis> axes = new ArrayList<>();
    Optional<Integer> arrow = Optional.empty();
    for (int i = 0; i < bracket.items().size(); i++) {
      if (bracket.arrow().equals(Optional.of(i))) {
        arrow = Optional.of(axes.size());
      }
      axes.addAll(axes(bracket.items().get(i), env));
    }
    if (bracket.arrow().isPresent() && arrow.isEmpty()) {
      arrow = Optional.of(axes.size());
    }
    requireDistinct(axes, arrow, bracket);
    return new Type.Tensor(kind, List.copyOf(axes), arrow);
  }

  private static void requireDistinct(List<TypedAxis> axes, Optional<Integer> arrow, Bracket bracket) {
    int split = arrow.orElse(0);
    for (int i = 0; i < axes.size(); i++) {
      for (int j = i + 1; j < axes.size(); j++) {
        boolean sameSide = (i < split) == (j < split);
        if (sameSide && axes.get(i).dim().equals(axes.get(j).dim())) {
          throw DimMistakes.twice(bracket.span(), axes.get(i).dim());
        }
      }
    }
  }

  Type.Kind kind(Expr.Name element, Environment env) {
    return switch (element.name()) {
      case "real" -> new Type.Kind.Real();
      case "int" -> new Type.Kind.Int();
      case "bool" -> new Type.Kind.Bool();
      default -> {
        TypedAxis axis = axis(element, env);
        yield new Type.Kind.IndexOf(axis.dim(), axis.size());
      }
    };
  }

  /** The axes that an item of a layout stands for: one, or those of a row. */
  List<TypedAxis> axes(Bracket.Item item, Environment env) {
    return switch (item) {
      case Bracket.Item.Plain p -> List.of(axis(p.value(), env));
      case Bracket.Item.Row r -> row(r, env);
      case Bracket.Item.Setting s -> List.of(sized(s, env));
      case Bracket.Item.As a ->
        throw Mistake.of(CompilerProblem.NOT_A_DIM_LIST_ITEM, a.span(),
            "`as` renames the dims of a value; it can't stand in a list of dims");
      case Bracket.Item.At a ->
        throw Mistake.of(CompilerProblem.NOT_A_DIM_LIST_ITEM, a.span(),
            "a place `" + a.dim().name() + ": …` can't stand in a list of dims");
      case Bracket.Item.Layer l ->
        throw Mistake.of(CompilerProblem.NOT_A_DIM_LIST_ITEM, l.span(),
            "a layer `" + l.name().name() + "` can't stand in a list of dims");
      case Bracket.Item.Range a ->
        throw Mistake.of(CompilerProblem.NOT_A_DIM_LIST_ITEM, a.span(),
            "a place `" + a.dim().name() + ": …` can't stand in a list of dims");
    };
  }

  /** The same where the dims are those of a value: also one that is called so there alone, at the size that it has there. */
  List<TypedAxis> axes(Bracket.Item item, Tensor x, Environment env) {
    boolean named = item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && n.upper()
        && (evaluator.names.find(n.name(), env).isEmpty() || env.madeSizes(n.name()).isPresent());
    if (!named) {
      return axes(item, env);
    }
    Expr.Name name = (Expr.Name) ((Bracket.Item.Plain) item).value();
    return own(x, name, env).map(List::of).orElseGet(() -> axes(item, env));
  }

  List<TypedAxis> row(Bracket.Item.Row row, Environment env) {
    String name = rowName(row);
    if (env.find(name).orElse(null) instanceof Row r) {
      return r.axes();
    }
    throw Mistake.of(CompilerProblem.UNBOUND_DIM_ROW, row.span(),
        "`" + name + "` stands for no dims here: no parameter's type has it");
  }

  public static String rowName(Bracket.Item.Row row) {
    return row.name().orElse("") + "..";
  }

  private TypedAxis sized(Bracket.Item.Setting s, Environment env) {
    Size size = positive(evaluator.size(s.value(), env), s.value());
    Dim dim = env.find(s.name()).orElse(null) instanceof DimName d
        ? d.axis().dim()
        : new Dim(s.name(), env.body().number(), s.name());
    return new TypedAxis(dim, size);
  }

  /** A dim by name, or the anonymous one of a size. */
  TypedAxis axis(Expr expr, Environment env) {
    if (expr instanceof Expr.Name n) {
      if (env.isWrong(n.name())) {
        throw new AlreadyReported();
      }
      Denotation meaning = evaluator.names.find(n.name(), env).orElseThrow(() -> NameMistakes.unknownDim(n, dims(env)));
      if (meaning instanceof DimName d) {
        env.madeSizes(n.name()).filter(sizes -> sizes.size() > 1).ifPresent(sizes -> {
          throw DimMistakes.severalSizes(n, sizes);
        });
        return d.axis();
      }
      if (!(meaning instanceof Known)) {
        throw Mistake.of(CompilerProblem.NOT_A_DIM, n.span(),
            "`" + n.name() + "` is " + meaning.described() + ", and a dim is needed here");
      }
    }
    Size size = positive(evaluator.size(expr, env), expr);
    return new TypedAxis(Dim.anonymous(size.toString()), size);
  }

  /** The axis of a value that a name means. */
  TypedAxis axis(Tensor x, Expr.Name name, Environment env) {
    return own(x, name, env)
        .orElseThrow(() -> DimMistakes.noSuchDim(name.span(), name.name(), x.type(), x.made()));
  }

  private Optional<TypedAxis> own(Tensor x, Expr.Name name, Environment env) {
    Dim dim = evaluator.names.find(name.name(), env).orElse(null) instanceof DimName d
        ? d.axis().dim()
        : new Dim(name.name(), env.body().number(), name.name());
    return x.type().axis(dim).or(() -> x.type().axis(Dim.declared(name.name())));
  }

  public static Size positive(Size size, Expr expr) {
    if (size.isConstant() && size.constant() < 1) {
      throw Mistake.of(CompilerProblem.INVALID_DIM_SIZE, expr.span(), "a dim has at least size 1, and this is " + size);
    }
    if (size.isConstant() && size.constant() > Integer.MAX_VALUE) {
      throw Mistake.of(CompilerProblem.INVALID_DIM_SIZE, expr.span(),
          "a dim of size " + size + " doesn't fit into memory");
    }
    return size;
  }

  public static List<String> dims(Environment env) {
    return env.visible().stream().filter(n -> Character.isUpperCase(n.charAt(0)))
        .filter(n -> env.find(n).orElse(null) instanceof DimName).toList();
  }
}
