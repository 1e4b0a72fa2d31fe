package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.data.RunningText;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines `carry h = …` of a block, and `h <- …`, by which a batch goes on with what the one before left: a row of the state for
 * each row of a batch, which lies in the store. It begins anew with each epoch. No gradient flows from batch to batch.
 */
record CarriedStates(ProgramScope program, List<TrainItem.Carry> lines, Optional<TypedAxis> batch, int size) {

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Whether a line gives one of them its next value. */
  boolean cover(TrainItem line) {
    return line instanceof TrainItem.Update update && carried(update).isPresent();
  }

  private Optional<TrainItem.Carry> carried(TrainItem.Update line) {
    return line.target() instanceof Expr.Name name
        ? lines.stream().filter(carry -> carry.name().equals(name.name())).findFirst()
        : Optional.empty();
  }

  /** Refuses what has no batches that go on. */
  void check(Optional<Source> source, List<Field> fields, TrainSettings settings, List<TrainItem> items) {
    for (TrainItem.Carry carry : lines) {
      Span at = carry.span();
      boolean text = source.orElse(null) instanceof RunningText;
      int stride = source.orElse(null) instanceof RunningText running ? running.stride() : 0;
      require(text && batch.isPresent(), at, "`carry` needs data that continue from batch to batch, as text(…) does",
          "data text(\"input.txt\", stride = 64) { … }");
      require(fields.stream().filter(f -> f.open().isEmpty()).allMatch(f -> f.count() == stride), at,
          "`carry` needs blocks that follow each other, and these overlap or leave tokens out",
          "the stride is the length of a block: text(…, stride = " + fields.getFirst().count() + ")");
      require(!settings.get(TrainSetting.SHUFFLE), at, "`carry` needs blocks in their order", "shuffle false");
      require(settings.get(TrainSetting.ACCUMULATE) == 1 && settings.get(TrainSetting.STEPS) == 0, at,
          "`carry` goes through all of a text, with an update for each batch", "leave out `accumulate` and `steps`");
      require(items.stream().anyMatch(i -> i instanceof TrainItem.Update u && carried(u).equals(Optional.of(carry))),
          at,
          "nothing gives `" + carry.name() + "` a next value", carry.name() + " <- …");
    }
  }

  private static void require(boolean holds, Span at, String message, String help) {
    if (!holds) {
      throw new Mistake(Diagnostic.of(CompilerProblem.CARRY_WITHOUT_SEQUENCE, at, message).withHelp(help));
    }
  }

  /** @param goesOn whether they go on; else they are as at the beginning */
  void bind(Evaluator evaluator, Environment env, boolean goesOn) {
    for (TrainItem.Carry carry : lines) {
      Tensor initial = evaluator.tensors.real(evaluator.tensor(carry.initial(), env), env.origin(carry.span()));
      require(initial.axes().stream().anyMatch(batch.orElseThrow()::equals), carry.initial().span(),
          "`" + carry.name() + "` has no row for each row of a batch: it is " + initial.type(),
          "zeros[" + batch.get().dim().shown() + ", ..]");
      env.bind(carry.name(), goesOn ? goesOn(evaluator, env, carry, initial) : initial, carry.nameSpan());
    }
  }

  private Tensor goesOn(Evaluator evaluator, Environment env, TrainItem.Carry carry, Tensor initial) {
    GraphBuilder graph = evaluator.build.graph;
    Value begins = evaluator.build.settings.input(new Schedule.Begins());
    Value before = evaluator.build.read(stored(carry, initial, env), env.origin(carry.span()));
    List<Index> out = graph.indices(TypedAxis.graphAxes(initial.axes()));
    Scalar first = Scalar.apply(ScalarFunction.GT, GraphBuilder.read(begins, List.of()), Scalar.ZERO);
    Value value = graph.add(carry.name(), Comprehension.map(out, new Scalar.Select(first,
        GraphBuilder.read(initial.value(), out), GraphBuilder.read(before, out))), env.origin(carry.span()));
    return new Tensor(initial.type(), value, false, carry.nameSpan());
  }

  /** In the store the batch has its size. */
  private ProgramScope.Stored stored(TrainItem.Carry carry, Tensor value, Environment env) {
    List<TypedAxis> axes = new ArrayList<>(value.axes());
    axes.replaceAll(axis -> axis.equals(batch.orElseThrow()) ? new TypedAxis(axis.dim(), Size.of(size)) : axis);
    return program.store(new ProgramScope.Stored("carry(" + carry.name() + ")", Layout.Kind.MOMENT,
        Type.Tensor.of(value.type().kind(), axes), List.of(),
        new ProgramScope.Initial(new Expr.Number(0, false, carry.span()), env, carry.span())));
  }

  /** Keeps what a line gives for the next batch. */
  void update(Evaluator evaluator, Environment env, TrainItem.Update line) {
    TrainItem.Carry carry = carried(line).orElseThrow();
    require(line.every().isEmpty(), line.span(), "what is carried has a next value in each step", "leave out `every`");
    Tensor old = evaluator.tensor(line.target(), env);
    Tensor next = evaluator.statements.fitted(evaluator.tensor(line.value(), env), old, line.span(), env);
    ProgramScope.Stored stored = stored(carry, old, env);
    List<Index> out = evaluator.build.graph.indices(TypedAxis.graphAxes(stored.axes()));
    evaluator.build.write(stored, evaluator.build.graph.add(carry.name(), Comprehension.map(out,
        Scalar.apply(ScalarFunction.DETACH, GraphBuilder.read(next.value(), out))), env.origin(line.span())));
  }
}
