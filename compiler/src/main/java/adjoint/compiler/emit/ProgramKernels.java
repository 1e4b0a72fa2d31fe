package adjoint.compiler.emit;

import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.expression.ScalarForm;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.KernelVerifier;
import adjoint.compiler.emit.kernel.Merging;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.PassRunner;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Step;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The kernels of a plan, and the procedures that run them in order. A loop's body is a procedure of its own, and so is each
 * stretch of a long sequence, so that HotSpot compiles all of them.
 *
 * @param procedures all of them, each after those that it calls
 * @param entry the one that runs the plan
 */
public record ProgramKernels(List<Procedure> procedures, Procedure.Header entry) {

  /** Calls in one procedure; each takes at most 200 bytes. */
  private static final int CALLS = 30;
  /** What the names of procedures contain that only call others; HotSpot's directives know them by it. */
  private static final String STEPS = "$steps";
  /** The methods that the class has besides, and one that it may call. */
  private static final List<String> METHODS =
      List.of("<init>", "signature", "workReals", "workInts", "run", KernelClock.FINISHED.name());

  /**
   * @param kernels emits all leaves of the plan
   * @param size how large a procedure becomes, in bytes
   */
  public static ProgramKernels of(Plan plan, Mode mode, StepEmitter kernels, ToIntFunction<Procedure> size) {
    return of(plan, mode, kernels, size, Map.of());
  }

  /** The same, which tell a {@link KernelClock} whenever one of {@link Plan#kernels} has run. */
  public static ProgramKernels timed(Plan plan, Mode mode, StepEmitter kernels, ToIntFunction<Procedure> size) {
    Map<Step, Integer> numbers = new IdentityHashMap<>();
    plan.kernels().forEach(kernel -> numbers.put(kernel, numbers.size()));
    return of(plan, mode, kernels, size, numbers);
  }

  private static ProgramKernels of(Plan plan, Mode mode, StepEmitter kernels, ToIntFunction<Procedure> size,
      Map<Step, Integer> timed) {
    Making making = new Making(plan, mode, kernels, new Procedures(mode == Mode.VECTOR, size), timed);
    METHODS.forEach(making.into()::taken);
    Procedure.Header entry = making.sequence(making.into().unused("run" + STEPS), plan.steps(), List.of());
    List<Procedure> merged = Merging.merge(making.into().all(), entry.name());
    if (PassRunner.verifies()) {
      KernelVerifier.verify(merged, timed.isEmpty() ? List.of() : List.of(KernelClock.FINISHED));
    }
    return new ProgramKernels(merged, entry);
  }

  /** @param timed the numbers of those kernels after which a clock is told */
  private record Making(Plan plan, Mode mode, StepEmitter kernels, Procedures into, Map<Step, Integer> timed) {

    /** Runs steps in order, in several procedures where they are many. */
    Procedure.Header sequence(String name, List<Step> steps, List<Index> loops) {
      List<Procedure.Header> parts = new ArrayList<>();
      int stretch = Math.max(CALLS, (steps.size() + CALLS - 1) / CALLS);
      for (int i = 0; steps.size() > CALLS && i < steps.size(); i += stretch) {
        parts.add(
            sequence(into.unused(name + i), steps.subList(i, Math.min(steps.size(), i + stretch)), loops));
      }
      List<Procedure.Header> each = parts.isEmpty() ? steps.stream().map(s -> define(s, loops)).toList() : List.of();
      ProcedureBuilder code = new ProcedureBuilder();
      List<Expression> arguments = new ArrayList<>();
      MethodState state = new MethodState(code, code.parameter("frame", DataType.FRAME));
      arguments.add(state.frame());
      loops.forEach(i -> arguments.add(code.parameter(i.name(), DataType.INT)));
      parts.forEach(part -> code.call(part, arguments));
      for (int i = 0; i < each.size(); i++) {
        code.line(steps.get(i).origin().own());
        if (steps.get(i) instanceof Step.Loop loop) {
          loop(state, loop, each.get(i), arguments);
        } else {
          code.call(each.get(i), arguments);
          Optional.ofNullable(timed.get(steps.get(i)))
              .ifPresent(number -> code.call(KernelClock.FINISHED, List.of(Expression.of(number))));
        }
      }
      return into.add(code.build(name));
    }

    private Procedure.Header define(Step step, List<Index> loops) {
      String name = into.unused(KernelNames.of(step));
      if (step instanceof Step.Loop loop) {
        List<Index> inside = new ArrayList<>(loops);
        inside.add(loop.index());
        return sequence(name + STEPS, loop.children(), List.copyOf(inside));
      }
      return kernels.emit(into, name, step, new Context(plan, mode, loops));
    }

    /** `for (int turn = 0; turn < range; turn++) body(frame, …, turn)`, or downwards. */
    private void loop(MethodState state, Step.Loop loop, Procedure.Header body, List<Expression> arguments) {
      state.scope(() -> {
        Expression size = new ScalarForm(state).of(new Lowering(plan, new Words()).size(loop.index().size()));
        Variable range = state.code().let("range", size);
        state.code().loop(loop.index().name(), Expression.ZERO, range, Expression.ONE, turn -> {
          List<Expression> all = new ArrayList<>(arguments);
          all.add(loop.reverse() ? range.minus(Expression.ONE).minus(turn) : turn);
          state.code().call(body, all);
        });
      });
    }
  }
}
