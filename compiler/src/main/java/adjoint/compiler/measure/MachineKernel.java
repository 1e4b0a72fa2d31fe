package adjoint.compiler.measure;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.ProgramKernels;
import adjoint.compiler.emit.jvm.ProgramEmitter;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.link.Linker;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Space;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kernels that keep one part of a processor busy, and nothing else; all their numbers are in the scratch memory. */
final class MachineKernel {

  /** What two units with a latency of four want, and what sixteen registers hold. */
  private static final int CHAINS = 10;
  private static final int TURNS = 500;
  /** Operations of a call of {@link #peak}, a lane. */
  static final double OPERATIONS = 2.0 * CHAINS * TURNS;

  /** Arrays of {@link #triad}. */
  static final int ARRAYS = 3;

  /** More than the lanes of any machine. */
  private static final int ROOM = 64;

  private final ProcedureBuilder body = new ProcedureBuilder();
  private final Variable frame = body.parameter("frame", DataType.FRAME);
  private final Variable work =
      body.let("work", new Expression.OfFrame(frame, new Expression.Part.Array(new Space.Work(), DataType.REALS)));
  private final Mode mode;
  private final DataType type;

  private MachineKernel(Mode mode) {
    this.mode = mode;
    this.type = mode == Mode.VECTOR ? DataType.FLOAT_LANES : DataType.FLOAT;
  }

  /** Fused multiply-adds in registers. It leaves the number of lanes at the beginning of the scratch memory. */
  static CompiledFunction peak(Mode mode) {
    MachineKernel kernel = new MachineKernel(mode);
    kernel.chains();
    return kernel.linked("peak", (CHAINS + 1L) * ROOM);
  }

  /** `y[i] = 3·a[i] + b[i]`, each of so many numbers, a multiple of 64. */
  static CompiledFunction triad(Mode mode, int numbers) {
    MachineKernel kernel = new MachineKernel(mode);
    kernel.body.loop("i", Expression.ZERO, Expression.of(numbers), kernel.width(), i -> {
      Expression sum = kernel.multiplyAdd(kernel.spread(3), kernel.at(i), kernel.at(i.plus(numbers)));
      kernel.body.store(kernel.work, i.plus(2 * numbers), sum);
    });
    return kernel.linked("triad", (long) ARRAYS * numbers);
  }

  private void chains() {
    Variable factor = body.let("factor", spread(0.999f));
    List<Variable> sums = new ArrayList<>();
    for (int i = 1; i <= CHAINS; i++) {
      sums.add(body.let("sum" + i, at(Expression.of(i * ROOM))));
    }
    body.loop("turn", Expression.ZERO, Expression.of(TURNS), Expression.ONE,
        _ -> sums.forEach(sum -> body.set(sum, multiplyAdd(sum, factor, factor))));
    for (int i = 1; i <= CHAINS; i++) {
      body.store(work, Expression.of(i * ROOM), sums.get(i - 1));
    }
    body.store(work, Expression.ZERO, new Expression.Apply(DataType.FLOAT, Plain.TO_FLOAT, List.of(width())));
  }

  private Expression width() {
    return mode == Mode.VECTOR ? Expression.lanes() : Expression.ONE;
  }

  private Expression at(Expression place) {
    return new Expression.Element(type, work, place, Optional.empty());
  }

  private Expression multiplyAdd(Expression a, Expression b, Expression c) {
    return new Expression.Apply(type, Plain.FMA, List.of(a, b, c));
  }

  private Expression spread(float number) {
    Expression constant = Expression.of(number);
    return mode == Mode.VECTOR ? new Expression.Machine(type, Operation.BROADCAST, List.of(constant)) : constant;
  }

  private CompiledFunction linked(String name, long room) {
    Procedure procedure = body.build(name);
    Signature signature = new Signature(name, List.of(), List.of(), List.of(), List.of());
    Plan plan = new Plan(name, signature, Map.of(), List.of(), Size.of(room), Size.ZERO, List.of());
    String type = "adjoint/generated/" + name + (mode == Mode.VECTOR ? "_vector" : "_scalar");
    return Linker.link(type,
        ProgramEmitter.emit(plan, type, mode, new ProgramKernels(List.of(procedure), procedure.header())), signature);
  }
}
