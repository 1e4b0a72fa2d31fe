package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Given;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The bracket behind a callable's name: its dims and settings, as one use gives them. */
public final class Header {

  private final Evaluator evaluator;
  private final Declaration.Callable declaration;
  private final Binding binding;
  private final Environment body;
  private final List<String> left = new ArrayList<>();
  private final List<String> right = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();
  private final Map<String, Bracket.Item.Setting> defaults = new LinkedHashMap<>();
  private final Map<String, Denotation> settings = new LinkedHashMap<>();
  private final Map<String, Bracket.Item.Layer> layers = new LinkedHashMap<>();
  private final Map<String, Denotation> taken = new LinkedHashMap<>();
  private final Map<String, Span> places = new LinkedHashMap<>();

  /**
   * @param body the environment of the body, in which defaults are evaluated
   */
  public Header(Evaluator evaluator, Declaration.Callable declaration, Binding binding, Environment body) {
    this.evaluator = evaluator;
    this.declaration = declaration;
    this.binding = binding;
    this.body = body;
    read(declaration.header());
  }

  private void read(Bracket bracket) {
    int arrow = bracket.arrow().orElse(0);
    for (int i = 0; i < bracket.items().size(); i++) {
      read(bracket.items().get(i), i < arrow ? left : right);
    }
  }

  private void read(Bracket.Item item, List<String> side) {
    switch (item) {
      case Bracket.Item.Plain p when p.value() instanceof Expr.Name n -> side.add(n.name());
      case Bracket.Item.Row r -> rows.add(TypeReader.rowName(r));
      case Bracket.Item.Setting s -> {
        defaults.put(s.name(), s);
        if (isDim(s.name())) {
          side.add(s.name());
        }
      }
      case Bracket.Item.Layer l -> {
        if (declaration.kind() != Declaration.Kind.LAYER) {
          throw Mistake.of(CompilerProblem.INVALID_HEADER_BRACKET, l.span(),
              "only a layer takes layers; a function is a setting: activation = relu");
        }
        layers.put(l.name().name(), l);
        side.add(l.name().name());
      }
      case Bracket.Item.Plain _,Bracket.Item.As _,Bracket.Item.At _,Bracket.Item.Range _ ->
        throw Mistake.of(CompilerProblem.INVALID_HEADER_BRACKET, item.span(),
            "a header has names of dims, rows such as N.., and settings with defaults");
    }
  }

  /**
   * Binds what the use gives in its bracket.
   *
   * @param target the initial value that the use makes
   */
  public void give(List<Given> given, Optional<Type.Tensor> target) {
    given.forEach(each -> give(each.bracket(), each.caller().making(target)));
  }

  private void give(Bracket bracket, Environment caller) {
    List<String> positional = new ArrayList<>(bracket.arrow().isPresent() ? left : right);
    int arrow = bracket.arrow().orElse(-1);
    for (int i = 0; i < bracket.items().size(); i++) {
      if (i == arrow) {
        requireNone(positional, bracket.span());
        positional = new ArrayList<>(right);
      }
      give(bracket.items().get(i), positional, caller);
    }
  }

  private void requireNone(List<String> positional, Span span) {
    positional.stream().filter(name -> !isOptional(name)).findFirst().ifPresent(name -> {
      throw CallMistakes.headerLacks(span, declaration, name);
    });
  }

  private boolean isOptional(String name) {
    return defaults.containsKey(name) || (layers.containsKey(name) && layers.get(name).initial().isPresent());
  }

  private static boolean isDim(String name) {
    return Character.isUpperCase(name.charAt(0));
  }

  private void give(Bracket.Item item, List<String> positional, Environment caller) {
    switch (item) {
      case Bracket.Item.Plain p -> {
        if (positional.isEmpty()) {
          throw CallMistakes.headerTooMany(p.span(), declaration);
        }
        give(positional.removeFirst(), p.value(), p.span(), caller);
      }
      case Bracket.Item.Setting s -> named(s, positional, caller);
      case Bracket.Item.Row r -> {
        if (rows.isEmpty()) {
          throw CallMistakes.headerTooMany(r.span(), declaration);
        }
        binding.bindRow(rows.getFirst(), evaluator.types.row(r, caller));
      }
      case Bracket.Item.As _,Bracket.Item.At _,Bracket.Item.Range _,Bracket.Item.Layer _ ->
        throw Mistake.of(CompilerProblem.INVALID_HEADER_BRACKET, item.span(),
            "a bracket of a " + declaration.kind().keyword() + " gives dims, and settings by name");
    }
  }

  private void give(String name, Expr value, Span span, Environment caller) {
    if (layers.containsKey(name)) {
      taken.put(name, evaluator.layers.give(declaration, layers.get(name), value, caller));
    } else {
      binding.give(name, evaluator.types.axis(value, caller), span);
    }
  }

  private void named(Bracket.Item.Setting s, List<String> positional, Environment caller) {
    if (left.contains(s.name()) || right.contains(s.name())) {
      positional.remove(s.name());
      give(s.name(), s.value(), s.span(), caller);
    } else if (defaults.containsKey(s.name())) {
      settings.put(s.name(), evaluator.operators.asSize(s.value(), caller));
      places.put(s.name(), s.span());
    } else {
      throw CallMistakes.unknownSetting(s, declaration, defaults.keySet());
    }
  }

  /** Fills in defaults, once the arguments have bound the dims. */
  public void complete(Span span) {
    binding.enter(body, span);
    Stream.concat(right.stream(), left.stream())
        .filter(name -> !binding.isBound(name) && !taken.containsKey(name) && !isOptional(name))
        .findFirst().ifPresent(name -> {
          throw CallMistakes.headerLacks(span, declaration, name);
        });
    defaults.forEach((name, item) -> {
      if (isDim(name) && !binding.isBound(name)) {
        binding.bind(name, evaluator.types.axis(item.value(), body));
        binding.enter(body, span);
      } else if (!isDim(name) && !settings.containsKey(name)) {
        settings.put(name, evaluator.operators.asSize(item.value(), body));
      }
      bindSettings(body);
    });
    layers.forEach((name, layer) -> layer.initial().filter(_ -> !taken.containsKey(name))
        .ifPresent(value -> taken.put(name, evaluator.layers.give(declaration, layer, value, body.block()))));
  }

  public void bindSettings(Environment env) {
    taken.forEach((name, layer) -> env.bind(name, layer, layers.get(name).span()));
    settings.forEach((name, value) -> env.bind(name, value, places.getOrDefault(name, declaration.nameSpan())));
    settings.forEach((name, value) -> {
      if (value instanceof Denotation.Scheduled scheduled) {
        evaluator.build.settings.name(scheduled.schedule(), name);
      }
    });
  }

  /** For the check of a body on its own: every variable a dim of its own, every row one axis, settings their defaults. */
  void giveRigid() {
    List<String> dims = new ArrayList<>(left);
    dims.addAll(right);
    dims.removeAll(layers.keySet());
    dims.forEach(name -> binding.bind(name, rigid(own(name))));
    rows.forEach(name -> binding.bindRow(name, List.of(rigid(name))));
    layers.forEach((name, layer) -> taken.put(name,
        new Denotation.TakenLayer(layer, Optional.empty(), Optional.empty(), "")));
  }

  /** What messages call a variable: one that a dim of the file is called too isn't that dim. */
  private String own(String name) {
    return body.find(name).orElse(null) instanceof Denotation.DimName ? declaration.name() + "'s " + name : name;
  }

  /** A dim of which only the name is known. */
  public static TypedAxis rigid(String name) {
    return new TypedAxis(Dim.declared(name), Size.open(name));
  }
}
