package adjoint.compiler.lower.scope;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Names every layer instance that a body writes: by the name it is bound to, else by its layer and, where the body has
 * several of that layer, its number in the text.
 */
public final class InstanceNames {

  private final Function<String, Optional<Denotation>> names;
  private final Map<Expr, String> bound = new IdentityHashMap<>();
  private final List<Expr> written = new ArrayList<>();
  private final List<String> layers = new ArrayList<>();

  private InstanceNames(Function<String, Optional<Denotation>> names) {
    this.names = names;
  }

  public static Map<Expr, String> of(Block body, Function<String, Optional<Denotation>> names) {
    InstanceNames sites = new InstanceNames(names);
    sites.block(body);
    return sites.numbered();
  }

  /** The instances of an expression that is given as a layer: what is one layer has no name of its own. */
  public static Map<Expr, String> of(Expr given, Function<String, Optional<Denotation>> names) {
    InstanceNames sites = new InstanceNames(names);
    if (sites.isLayer(given)) {
      sites.bound.put(given, "");
    } else {
      sites.expr(given);
    }
    return sites.numbered();
  }

  private Map<Expr, String> numbered() {
    Map<Expr, String> all = new IdentityHashMap<>(bound);
    Map<String, Integer> counts = new HashMap<>();
    layers.forEach(layer -> counts.merge(layer, 1, Integer::sum));
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < written.size(); i++) {
      String layer = layers.get(i);
      int number = numbers.merge(layer, 1, Integer::sum);
      boolean several = counts.get(layer) > 1;
      all.put(written.get(i), snake(layer) + (several ? number : ""));
    }
    return all;
  }

  /** `BatchNorm2d` is `batch_norm2d`, `LSTM` is `lstm`. */
  static String snake(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private boolean isLayer(Expr expr) {
    Expr base = expr instanceof Expr.Bracketed b ? b.base() : expr;
    return base instanceof Expr.Name n && n.upper()
        && names.apply(n.name()).filter(InstanceNames::isLayer).isPresent();
  }

  private static boolean isLayer(Denotation meaning) {
    return meaning instanceof Denotation.TakenLayer
        || (meaning instanceof Denotation.Callable c && c.declaration().kind() == Declaration.Kind.LAYER);
  }

  private void block(Block block) {
    block.statements().forEach(this::statement);
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Bind b -> {
        if (b.names().size() == 1 && isLayer(b.value())) {
          bound.put(b.value(), b.names().getFirst().name());
          inside(b.value());
        } else {
          expr(b.value());
        }
      }
      case Statement.Update u -> expr(u.value());
      case Statement.Equation e -> expr(e.value());
      case Statement.Declare d -> expr(d.initial());
      case Statement.Yield y -> y.values().forEach(this::expr);
      case Statement.LocalDim d -> {}
      case Statement.Assert a -> expr(a.condition());
      case Statement.Evaluate e -> expr(e.value());
    }
  }

  private void expr(Expr expr) {
    if (isLayer(expr)) {
      written.add(expr);
      Expr base = expr instanceof Expr.Bracketed b ? b.base() : expr;
      layers.add(((Expr.Name) base).name());
    }
    inside(expr);
  }

  private void inside(Expr expr) {
    boolean named = expr instanceof Expr.Bracketed b && b.base() instanceof Expr.Name;
    if (!named) {
      expr.operands().forEach(this::expr);
    }
    if (expr instanceof Expr.Bracketed b && !isLayer(expr)) { // layers that are given to a layer are its own
      b.bracket().items().forEach(this::item);
    }
    expr.blocks().forEach(this::block);
  }

  private void item(Bracket.Item item) {
    if (item instanceof Bracket.Item.Plain p) {
      expr(p.value());
    }
  }
}
