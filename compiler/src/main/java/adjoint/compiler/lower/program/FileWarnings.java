package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.source.Span;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the text of a right program lets doubt whether it is meant. */
final class FileWarnings {

  /** Functions that end in probabilities, and the losses that take what goes into them. */
  private static final Map<String, Set<String>> LOSSES = Map.of(
      "softmax", Set.of("cross_entropy", "weighted_cross_entropy"),
      "log_softmax", Set.of("cross_entropy", "weighted_cross_entropy"),
      "sigmoid", Set.of("binary_cross_entropy_with_logits", "cross_entropy"));

  /** Rates above which training hardly ever gets anywhere, by optimizer; else 10. */
  private static final Map<String, Double> HIGHEST =
      Map.of("Adam", 0.1, "AdamW", 0.1, "RMSprop", 0.1, "Adagrad", 1.0);

  private static final double LOWEST = 1e-8;

  private final File file;
  private final FoundProblems warnings;
  private Optional<Declaration.Train> train = Optional.empty();

  private FileWarnings(File file, FoundProblems warnings) {
    this.file = file;
    this.warnings = warnings;
  }

  static void add(File file, Optional<Recipe> recipe, FoundProblems warnings) {
    FileWarnings own = new FileWarnings(file, warnings);
    for (Declaration declaration : file.declarations()) {
      switch (declaration) {
        case Declaration.Train t -> own.train(t, recipe);
        case Declaration.Callable c -> c.body().statements().forEach(own::linears);
        case Declaration.Dim _,Declaration.Constant _,Declaration.Test _,Declaration.Use _,Declaration.Generate _ -> {}
      }
    }
  }

  private void warn(CompilerProblem kind, Span at, String message, String help) {
    warnings.add(Diagnostic.of(kind, at, message).withHelp(help));
  }

  // The train block

  private void train(Declaration.Train own, Optional<Recipe> recipe) {
    train = Optional.of(own);
    for (TrainItem item : own.items()) {
      if (item instanceof TrainItem.Minimize m) {
        logits(m.loss());
        m.rules().forEach(rule -> rate(rule.using()));
      } else if (item instanceof TrainItem.Bind b) {
        logits(b.bind().value());
      }
    }
    recipe.ifPresent(r -> {
      split(own, r);
      targets(own, r);
    });
  }

  private void split(Declaration.Train own, Recipe recipe) {
    boolean scored = own.items().stream().anyMatch(i -> i instanceof TrainItem.Metric);
    if (recipe.data().isPresent() && recipe.split().isEmpty() && (scored || recipe.stop().isPresent())) {
      warn(CompilerProblem.NO_SPLIT, own.nameSpan(), "all examples are trained on: nothing tells how it does on others",
          "split train 80%, validation 20%; or split train 100%, where that is meant");
    }
    boolean judged = recipe.split().map(Split::validates).orElse(false);
    if (recipe.stop().isPresent() && recipe.data().isPresent() && !judged) {
      own.items().stream().filter(i -> i instanceof TrainItem.Setting s && s.word().equals("stop")).findFirst()
          .ifPresent(i -> warn(CompilerProblem.NO_VALIDATION, i.span(),
              "there is no validation part: what decides when to stop is what is trained on",
              "split train 80%, validation 20%"));
    }
  }

  /** A field of many columns that takes in the column of another. */
  private void targets(Declaration.Train own, Recipe recipe) {
    for (Field target : recipe.fields()) {
      if (!(target.selection() instanceof Selection.Column column) || target.series() != Field.Series.ROW) {
        continue;
      }
      recipe.fields().stream()
          .filter(f -> f.selection() instanceof Selection.Columns many && f.series() == Field.Series.ROW
              && many.patterns().stream().anyMatch(p -> matches(p, column.name())))
          .findFirst()
          .ifPresent(f -> warn(CompilerProblem.TARGET_AMONG_INPUTS, span(own, f),
              "`" + f.name() + "` reads the column " + column.name() + ", too, which is `" + target.name()
                  + "`: a model that sees it has nothing to learn",
              "name the columns that are inputs: columns(\"first..last\")"));
    }
  }

  private static boolean matches(String pattern, String column) {
    return column.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
  }

  private static Span span(Declaration.Train own, Field field) {
    return own.items().stream().filter(i -> i instanceof TrainItem.Data)
        .flatMap(i -> ((TrainItem.Data) i).fields().stream()).filter(f -> f.name().equals(field.name()))
        .map(TrainItem.DataField::span).findFirst().orElse(own.nameSpan());
  }

  // Losses

  private void logits(Expr expr) {
    if (expr instanceof Expr.Apply a && !a.arguments().isEmpty()) {
      Expr first = a.arguments().getFirst().value();
      end(first, 0).filter(f -> LOSSES.getOrDefault(f, Set.of()).contains(name(a.callee())))
          .ifPresent(f -> warn(CompilerProblem.LOGITS_EXPECTED, first.span(),
              "`" + name(a.callee()) + "` takes logits, and this went through `" + f + "`",
              "leave out `" + f + "` there, and apply it where probabilities are shown"));
    }
    expr.operands().forEach(this::logits);
  }

  /** The function that a value went through last. */
  private Optional<String> end(Expr expr, int depth) {
    if (depth > 8) {
      return Optional.empty();
    }
    if (expr instanceof Expr.Name n) {
      return bound(n.name()).flatMap(value -> end(value, depth + 1));
    }
    Expr last = expr instanceof Expr.Pipe p ? p.target() : expr;
    String called = last instanceof Expr.Apply a ? name(a.callee()) : expr instanceof Expr.Pipe ? name(last) : "";
    return model(called).flatMap(result -> end(result, depth + 1)).or(() -> Optional.of(called));
  }

  private static String name(Expr callee) {
    return callee instanceof Expr.Bracketed b ? name(b.base()) : callee instanceof Expr.Name n ? n.name() : "";
  }

  private Optional<Expr> bound(String name) {
    return train.stream().flatMap(t -> t.items().stream())
        .filter(i -> i instanceof TrainItem.Bind b && b.bind().names().getFirst().name().equals(name))
        .map(i -> ((TrainItem.Bind) i).bind().value()).findFirst();
  }

  /** The result of a model of this file. */
  private Optional<Expr> model(String name) {
    return file.declarations().stream()
        .filter(d -> d instanceof Declaration.Callable c && c.kind() == Declaration.Kind.MODEL && c.name().equals(name))
        .map(d -> ((Declaration.Callable) d).body().statements())
        .filter(s -> !s.isEmpty() && s.getLast() instanceof Statement.Evaluate)
        .map(s -> ((Statement.Evaluate) s.getLast()).value()).findFirst();
  }

  // Rates

  private void rate(Expr using) {
    if (!(using instanceof Expr.Bracketed b)) {
      return;
    }
    for (Bracket.Item item : b.bracket().items()) {
      if (item instanceof Bracket.Item.Setting s && s.name().equals("lr")) {
        number(s.value()).filter(rate -> rate > HIGHEST.getOrDefault(name(using), 10.0)
            || (rate > 0 && rate < LOWEST))
            .ifPresent(rate -> warn(CompilerProblem.UNUSUAL_RATE, s.span(),
                name(using) + " is rarely right with a rate of " + Words.number(rate),
                "begin with lr = " + (name(using).equals("SGD") ? "1e-2" : "1e-3")));
      }
    }
  }

  private Optional<Double> number(Expr expr) {
    if (expr instanceof Expr.Number n) {
      return Optional.of(n.percent() ? n.value() / 100 : n.value());
    }
    if (expr instanceof Expr.Apply a && !a.arguments().isEmpty()) {
      return number(a.arguments().getFirst().value());
    }
    return !(expr instanceof Expr.Name n)
        ? Optional.empty()
        : file.declarations().stream().filter(d -> d instanceof Declaration.Constant c && c.name().equals(n.name()))
            .findFirst().flatMap(d -> number(((Declaration.Constant) d).value()));
  }

  // Bodies

  private void linears(Statement statement) {
    switch (statement) {
      case Statement.Bind b -> linears(b.value());
      case Statement.Evaluate e -> linears(e.value());
      case Statement.Update _,Statement.Equation _,Statement.Declare _,Statement.Yield _,Statement.Assert _ -> {}
      case Statement.LocalDim _ -> {}
    }
  }

  private void linears(Expr expr) {
    Optional<Expr> inner = expr instanceof Expr.Pipe p && isLinear(p.target())
        ? Optional.of(p.value())
        : expr instanceof Expr.Apply a && isLinear(a.callee()) && a.arguments().size() == 1
            ? Optional.of(a.arguments().getFirst().value())
            : Optional.empty();
    inner
        .filter(
            i -> i instanceof Expr.Pipe p ? isLinear(p.target()) : i instanceof Expr.Apply a && isLinear(a.callee()))
        .ifPresent(i -> warn(CompilerProblem.LINEAR_AFTER_LINEAR, expr.span(),
            "two linear maps follow each other: together they are one",
            "put an activation between them, … |> relu |> …, or leave one out"));
    expr.operands().forEach(this::linears);
    expr.blocks().forEach(block -> block.statements().forEach(this::linears));
  }

  /** A plain linear map: with a bracket of dims alone. */
  private static boolean isLinear(Expr callee) {
    return callee instanceof Expr.Bracketed b && name(b.base()).equals("Linear")
        && b.bracket().items().stream().noneMatch(i -> i instanceof Bracket.Item.Setting)
        || callee instanceof Expr.Name n && n.name().equals("Linear");
  }
}
