package adjoint.compiler.emit.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.plan.Space;
import adjoint.compiler.source.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Procedures that differ in numbers and places become one, and those that differ in the shape of a loop don't. */
class MergingTest {

  private static final Expression LARGE = Expression.of(100);

  /** A procedure of a frame. */
  private static Procedure procedure(String name, BiConsumer<ProcedureBuilder, Variable> body) {
    var code = new ProcedureBuilder();
    var frame = code.parameter("frame", DataType.FRAME);
    body.accept(code, frame);
    return code.build(name);
  }

  private static Expression dim(Variable frame) {
    return new Expression.OfFrame(frame, new Part.Dim(0));
  }

  private static Variable array(ProcedureBuilder code, Variable frame, Space space) {
    return code.let("array", new Expression.OfFrame(frame, new Part.Array(space, DataType.REALS)));
  }

  /** Runs `array[offset + i] <- 1` for each i below the end. */
  private static Procedure ones(String name, Space space, int offset, int end) {
    return procedure(name, (code, frame) -> {
      var array = array(code, frame, space);
      code.loop("i", Expression.ZERO, Expression.of(end), Expression.ONE,
          i -> code.store(array, Expression.of(offset).plus(i), Expression.of(1f)));
    });
  }

  private static List<Procedure> merged(Procedure... all) {
    var calls = procedure("steps", (code, frame) -> {
      for (Procedure each : all) {
        code.call(each.header(), List.of(frame));
      }
    });
    List<Procedure> procedures = new ArrayList<>(List.of(all));
    procedures.add(calls);
    KernelVerifier.verify(procedures);
    List<Procedure> merged = Merging.merge(procedures, "steps");
    KernelVerifier.verify(merged);
    return merged;
  }

  @Test
  void numbersAndArraysBecomeParameters() {
    assertThat(KernelPrinter.print(merged(ones("a", new Space.Work(), 100, 64), ones("b", new Space.Store(), 200, 64),
        ones("c", new Space.Port(2), 300, 64)))).isEqualTo("""
            a(frame, array: float[], offset: int) {
              for i = 0 until 64 {
                array[offset + i] <- 1.0
              }
            }

            steps(frame) {
              a(frame, frame.work, 100)
              a(frame, frame.store, 200)
              a(frame, frame.port2, 300)
            }
            """);
  }

  @Test
  void theSameTwiceNeedsNoParameter() {
    assertThat(KernelPrinter.print(merged(ones("a", new Space.Work(), 100, 64), ones("b", new Space.Work(), 100, 64))))
        .startsWith("a(frame) {").contains("a(frame)\n  a(frame)\n").doesNotContain("b(");
  }

  @Test
  void whatTheFrameAloneDecidesIsOneParameterHoweverItIsComputed() {
    var once = procedure("a", (code, frame) -> {
      var array = array(code, frame, new Space.Work());
      var size = code.let("size", dim(frame));
      var base = code.let("base", size.times(10).plus(5));
      code.loop("i", Expression.ZERO, size, Expression.ONE, i -> code.store(array, base.plus(i), Expression.of(1f)));
    });
    var parts = procedure("b", (code, frame) -> {
      var array = array(code, frame, new Space.Work());
      var size = code.let("size", dim(frame));
      var shared = code.let("shared", size.times(20));
      var base = new Variable("base", DataType.INT);
      code.loop("i", Expression.ZERO, size, Expression.ONE,
          i -> code.store(array, new Expression.Kept(base, shared.plus(7)).plus(i), Expression.of(1f)));
    });
    assertThat(KernelPrinter.print(merged(once, parts))).isEqualTo("""
        a(frame, base: int) {
          array = frame.work
          size = frame.dim0
          for i = 0 until size {
            array[base + i] <- 1.0
          }
        }

        steps(frame) {
          a(frame, (frame.dim0 * 10) + 5)
          a(frame, (frame.dim0 * 20) + 7)
        }
        """);
  }

  @Test
  void callersOfWhatBecameOneBecomeOneToo() {
    var a = ones("a", new Space.Work(), 100, 64);
    var b = ones("b", new Space.Work(), 200, 64);
    List<Procedure> all = new ArrayList<>(List.of(a, b));
    for (Procedure each : List.of(a, b)) {
      all.add(procedure("twice_" + each.header().name(), (code, frame) -> {
        code.call(each.header(), List.of(frame));
        code.call(each.header(), List.of(frame));
      }));
    }
    all.add(procedure("steps", (code, frame) -> all.subList(2, 4).forEach(
        each -> code.call(each.header(), List.of(frame)))));
    assertThat(KernelPrinter.print(Merging.merge(all, "steps"))).endsWith("""
        twice_a(frame, size: int) {
          a(frame, size)
          a(frame, size)
        }

        steps(frame) {
          twice_a(frame, 100)
          twice_a(frame, 200)
        }
        """);
  }

  @Test
  void theTurnsThatThreadsShareStayLast() {
    List<Procedure> all = new ArrayList<>();
    for (int offset : List.of(100, 200)) {
      var code = new ProcedureBuilder();
      var frame = code.parameter("frame", DataType.FRAME);
      var from = code.parameter("from", DataType.LONG);
      var to = code.parameter("to", DataType.LONG);
      var array = array(code, frame, new Space.Work());
      code.loop("i", from.narrow(), to.narrow(), Expression.ONE,
          i -> code.store(array, Expression.of(offset).plus(i), Expression.of(1f)));
      all.add(code.build("turns" + offset));
    }
    all.add(procedure("steps", (code, frame) -> all.subList(0, 2).forEach(each -> code.add(
        new Instruction.Share(frame, LARGE.wide(), each.header(), List.of(frame))))));
    List<Procedure> merged = Merging.merge(all, "steps");
    KernelVerifier.verify(merged);
    assertThat(KernelPrinter.print(merged)).startsWith("turns100(frame, offset: int, from: long, to: long) {")
        .contains("share 100 turns of turns100(frame, 100)", "share 100 turns of turns100(frame, 200)");
  }

  @Test
  void whatShapesAnInnermostLoopStays() {
    assertThat(merged(ones("a", new Space.Work(), 100, 64), ones("b", new Space.Work(), 100, 65))).hasSize(2);
    assertThat(merged(ones("a", new Space.Work(), 100, 3), ones("b", new Space.Work(), 100, 4))).as("unrolled")
        .hasSize(3);
    assertThat(merged(strides("a", 2, 9), strides("b", 3, 9))).as("steps").hasSize(3);
    assertThat(merged(strides("a", 2, 8), strides("b", 2, 9))).as("divisors").hasSize(3);
  }

  /** Goes on by a step and divides what turns. */
  private static Procedure strides(String name, int step, int divisor) {
    return procedure(name, (code, frame) -> {
      var array = array(code, frame, new Space.Work());
      code.loop("i", Expression.ZERO, LARGE, Expression.of(step),
          i -> code.store(array, i.over(Expression.of(divisor)), Expression.of(1f)));
    });
  }

  @Test
  void aDivisionOutsideOfTheInnermostLoopIsAsQuickWithAnyDivisor() {
    List<Procedure> all = new ArrayList<>();
    for (int divisor : List.of(8, 9)) {
      all.add(procedure("p" + divisor, (code, frame) -> {
        var array = array(code, frame, new Space.Work());
        code.loop("line", Expression.ZERO, LARGE, Expression.of(divisor), line -> {
          var row = code.let("row", line.over(Expression.of(divisor)));
          code.loop("i", Expression.ZERO, LARGE, Expression.ONE,
              i -> code.store(array, row.plus(i), Expression.of(1f)));
        });
      }));
    }
    assertThat(merged(all.toArray(Procedure[]::new))).hasSize(2);
  }

  @Test
  void aCallHasNoRoomForTooManyArguments() {
    List<Procedure> all = new ArrayList<>();
    for (int number : List.of(1, 2)) {
      all.add(procedure("p" + number, (code, frame) -> {
        var array = array(code, frame, new Space.Work());
        for (int i = 0; i < 60; i++) {
          code.store(array, Expression.of(i * i * number + 7 * i + number), Expression.of(1f));
        }
      }));
    }
    assertThat(merged(all.toArray(Procedure[]::new))).hasSize(3);
  }

  @Test
  void layersThatDifferInSizesShareTheirKernels() {
    assertThat(procedures(convolutions(4)) - procedures(convolutions(3))).as("procedures that a layer adds")
        .isLessThan(6);
  }

  private static String convolutions(int layers) {
    StringBuilder text = new StringBuilder("""
        dim Batch
        dim H = 20
        dim W = 20
        dim Class = 3
        dim One = 1
        model Net(x: [Batch, H, W]) -> [Batch, Class] {
          y0 = x[(H) as (One, H)]
        """);
    for (int i = 1; i <= layers; i++) {
      text.append("  y%d = y%d |> Conv2d[%d, K = 3, L = 3] |> relu\n".formatted(i, i - 1, 8 + 4 * i));
    }
    return text + """
          y%d |> GlobalAvgPool |> Linear[Class]
        }
        train Net {
          data     npy(x = "x.npy", label = "l.npy") { x: [H, W] = x, label: Class = label }
          minimize cross_entropy[Class](Net(x), label) using SGD[lr = 1e-3]
          batch    Batch = 32
        }
        """.formatted(layers);
  }

  private static int procedures(String text) {
    var checked = Compiler.check(new Source("net.nn", text),
        new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false));
    var lowered = checked.lowered().orElseThrow(() -> new IllegalStateException(checked.problems().toString()));
    var step = Compiler.simplified(lowered.functions().training().orElseThrow().step());
    var plan = Backend.plan(step, lowered.layout(), Backend.Options.DEFAULT);
    return Backend.kernels(plan, Mode.SCALAR).procedures().size();
  }
}
