package adjoint.compiler.emit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.plan.Space;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the language of kernels promises, and how it is printed. */
class KernelVerifierTest {

  private static final Expression ONE = Expression.of(1f);
  private static final Expression ZEROS = new Expression.Machine(DataType.FLOAT_LANES, Operation.ZEROS, List.of());
  private static final Expression WHOLES =
      new Expression.Machine(DataType.INT_LANES, Operation.STEPS, List.of(Expression.ZERO, Expression.ONE));
  private static final Expression NEVER = new Expression.Apply(DataType.MASK, Plain.FLT, List.of(ZEROS, ZEROS));

  private static Procedure procedure(Consumer<ProcedureBuilder> body) {
    var code = new ProcedureBuilder();
    body.accept(code);
    return code.build("kernel");
  }

  private static void assertWrong(String message, Consumer<ProcedureBuilder> body) {
    var procedure = procedure(body);
    assertThatThrownBy(() -> KernelVerifier.verify(List.of(procedure))).isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("in kernel ").hasMessageContaining(message);
  }

  private static void assertRight(Consumer<ProcedureBuilder> body) {
    var procedure = procedure(body);
    assertThatCode(() -> KernelVerifier.verify(List.of(procedure))).doesNotThrowAnyException();
  }

  @Test
  void aVariableHasAValueWhereItIsRead() {
    var stranger = new Variable("stranger", DataType.INT);
    assertWrong("stranger has no value yet", code -> code.let("x", stranger));
    assertWrong("x has no value yet", code -> {
      var x = new Variable("x", DataType.INT);
      code.when(
          ONE.type() == DataType.FLOAT ? Expression.ZERO.less(Expression.ONE) : Expression.ZERO.equal(Expression.ONE),
          () -> code.add(new Instruction.Let(x, Expression.ONE)));
      code.set(x, Expression.ZERO);
    });
    assertWrong("x is declared twice", code -> {
      var x = code.let("x", Expression.ONE);
      code.add(new Instruction.Let(x, Expression.ONE));
    });
    assertWrong("kept has no value yet", code -> {
      var kept = new Variable("kept", DataType.INT);
      var then = new Expression.Kept(kept, Expression.ONE);
      code.let("x", new Expression.Choice(Expression.ZERO.less(Expression.ONE), then, Expression.ZERO));
      code.let("y", kept);
    });
  }

  @Test
  void everythingHasTheTypeThatIsTaken() {
    assertWrong("is float, not int", code -> code.set(code.let("x", Expression.ONE), ONE));
    assertWrong("is float, not bool", code -> code.when(ONE, () -> {}));
    assertWrong("is int, not float", code -> code.let("x",
        new Expression.Apply(DataType.FLOAT, Plain.FADD, List.of(Expression.ONE, Expression.ONE))));
    assertWrong("FADD doesn't give int", code -> code.let("x",
        new Expression.Apply(DataType.INT, Plain.FADD, List.of(ONE, ONE))));
    assertWrong("CHOOSE_INT is written as a choice", code -> code.let("x",
        new Expression.Apply(DataType.INT, Plain.CHOOSE_INT, List.of(Expression.ONE, Expression.ONE, Expression.ONE))));
    assertWrong("BROADCAST takes [float], not [int]", code -> code.let("x",
        new Expression.Machine(DataType.FLOAT_LANES, Operation.BROADCAST, List.of(Expression.ONE))));
    assertWrong("only lanes have a mask", code -> {
      var array = code.parameter("array", DataType.REALS);
      var mask = code.parameter("mask", DataType.MASK);
      code.let("x", new Expression.Element(DataType.FLOAT, array, Expression.ZERO, Optional.of(mask)));
    });
  }

  @Test
  void aProcedureIsThereAndGetsWhatItDeclares() {
    assertWrong("there is no procedure",
        code -> code.call(new Procedure.Header("elsewhere", List.of()), List.of()));
    var callee = new ProcedureBuilder();
    callee.parameter("x", DataType.INT);
    var known = callee.build("callee");
    var caller = procedure(code -> code.call(known.header(), List.of(ONE)));
    assertThatThrownBy(() -> KernelVerifier.verify(List.of(known, caller)))
        .hasMessage("in kernel callee takes [int], not [float]");
    assertThatThrownBy(() -> KernelVerifier.verify(List.of(known, known)))
        .hasMessage("two procedures are called callee");
  }

  @Test
  void aProcedureReadsLikeAProgram() {
    var procedure = procedure(code -> {
      var frame = code.parameter("frame", DataType.FRAME);
      var rows = code.parameter("rows", DataType.INT);
      var work = code.let("work", new Expression.OfFrame(frame, new Part.Array(new Space.Work(), DataType.REALS)));
      code.loop("row", Expression.ZERO, rows, Expression.of(2), row -> {
        var x = new Variable("x", DataType.FLOAT);
        var kept = new Expression.Kept(x, new Expression.Element(DataType.FLOAT, work, row.times(3), Optional.empty()));
        code.store(work, row.plus(1), new Expression.Apply(DataType.FLOAT, Plain.FMUL, List.of(kept, x)));
        code.choose(row.less(rows), () -> code.let("x", ONE), () -> code.let("x", Expression.of(2f)));
      });
      var lanes = new Expression.Element(DataType.FLOAT_LANES, work, Expression.ZERO, Optional.empty());
      code.add(new Instruction.Store(work, rows, lanes, Optional.empty()));
    });

    KernelVerifier.verify(List.of(procedure));
    assertThat(KernelPrinter.print(procedure)).isEqualTo("""
        kernel(frame, rows: int) {
          work = frame.work
          for row = 0 until rows step 2 {
            x = work[row * 3]
            work[row + 1] <- x * x
            if row < rows {
              x.2 = 1.0
            } else {
              x.2 = 2.0
            }
          }
          work[rows..] <- work[0..]
        }
        """);
  }

  @Test
  void aConditionsVariableEndsWithItsLoop() {
    assertRight(code -> code.repeat(kept("at").less(Expression.ZERO), () -> {}));
    assertWrong("at", code -> {
      Expression.Kept at = kept("at");
      code.repeat(at.less(Expression.ZERO), () -> {});
      code.let("later", at.variable());
    });
  }

  @Test
  void aStepsVariableHasNoValueInTheFirstTurn() {
    assertWrong("step", code -> {
      Expression.Kept step = kept("step");
      code.loop("turn", Expression.ZERO, Expression.ONE, step, turn -> code.let("early", step.variable()));
    });
  }

  @Test
  void operatorsTakeTheirNumberOfArguments() {
    assertWrong("FMA takes 3",
        code -> code.let("y", new Expression.Apply(DataType.FLOAT_LANES, Plain.FMA, List.of(ZEROS, ZEROS))));
    assertWrong("FNEG takes 1",
        code -> code.let("y", new Expression.Apply(DataType.FLOAT_LANES, Plain.FNEG, List.of(ZEROS, ZEROS))));
  }

  @Test
  void whatMustBeConstantIs() {
    assertRight(code -> code.let("y", shifted(31)));
    assertWrong("distance", code -> code.let("y", shifted(32)));
    assertWrong("apart", code -> code.let("y",
        new Expression.Machine(DataType.FLOAT_LANES, Operation.LANES_BEHIND, List.of(ZEROS, Expression.of(16)))));
    assertWrong("halves", code -> code.let("y",
        new Expression.Machine(DataType.FLOAT_LANES, Operation.ZIP, List.of(ZEROS, ZEROS, Expression.of(2)))));
  }

  @Test
  void onlyOneNumberIsDividedRoundingDown() {
    assertWrong("FLOOR_DIV is none of lanes",
        code -> code.let("y", new Expression.Apply(DataType.INT_LANES, Plain.FLOOR_DIV, List.of(WHOLES, WHOLES))));
  }

  @Test
  void whatIsRareStandsInAVariable() {
    assertRight(code -> code.let("y", new Expression.Rarely(ZEROS, Optional.empty(), code.let("rare", NEVER), ZEROS)));
    assertWrong("rarely", code -> code.let("y", new Expression.Rarely(ZEROS, Optional.empty(), NEVER, ZEROS)));
  }

  private static Expression.Kept kept(String name) {
    return new Expression.Kept(new Variable(name, DataType.INT), Expression.ONE);
  }

  private static Expression shifted(int distance) {
    return new Expression.Apply(DataType.INT, Plain.ISHL, List.of(Expression.ONE, Expression.of(distance)));
  }
}
