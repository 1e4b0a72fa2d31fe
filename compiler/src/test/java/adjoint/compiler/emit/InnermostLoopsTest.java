package adjoint.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.KernelPrinter;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.plan.PlannedGraphs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops over elements divide nothing: positions move by increments. Tables of distances are written once a call. */
class InnermostLoopsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"benchmark/workloads/mobilenet.nn", "benchmark/workloads/unet.nn", "benchmark/workloads/convnet.nn",
        "benchmark/workloads/lstm.nn", "digits-conv/digits-conv.nn", "sunspots/sunspots.nn"})
  void divideNothing(String file) {
    Lowered network = Network.read(Path.of("../examples").resolve(file)).lowered();
    Stream<Graph> graphs =
        Stream.concat(Stream.of(network.training().orElseThrow().step()), network.models().values().stream());
    List<String> found = new ArrayList<>();
    graphs.map(Compiler::simplified).forEach(graph -> {
      for (Mode mode : Mode.values()) {
        ProgramKernels kernels =
            Backend.kernels(Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT), mode);
        kernels.procedures().forEach(p -> innermost(p.body()).filter(InnermostLoopsTest::dividesElements)
            .forEach(loop -> found.add(KernelPrinter.print(new Procedure(p.header(), p.parameters(), List.of(loop))))));
      }
    });
    assertThat(found).isEmpty();
  }

  private static boolean dividesElements(Instruction loop) {
    return !writesDistances(loop)
        && expressions(loop).flatMap(InnermostLoopsTest::all).anyMatch(InnermostLoopsTest::divides);
  }

  private static boolean writesDistances(Instruction loop) {
    return inside(loop).stream().anyMatch(i -> i instanceof Instruction.Store s
        && s.value() instanceof Expression.Apply a && a.operator() == Plain.FROM_BITS);
  }

  /** By a number: a row's are divided by the number of lanes, once. */
  private static boolean divides(Expression expression) {
    return expression instanceof Expression.Apply a
        && (a.operator() == Plain.FLOOR_DIV || a.operator() == Plain.FLOOR_MOD)
        || expression instanceof Expression.Machine m
            && (m.operation() == Operation.QUOTIENT || m.operation() == Operation.REST)
            && m.arguments().getLast() instanceof Expression.Constant;
  }

  /** Loops without loops and calls inside. */
  private static Stream<Instruction> innermost(List<Instruction> body) {
    return body.stream().flatMap(instruction -> isLoop(instruction) && !holdsMore(inside(instruction))
        ? Stream.of(instruction)
        : innermost(inside(instruction)));
  }

  private static boolean isLoop(Instruction instruction) {
    return instruction instanceof Instruction.Loop || instruction instanceof Instruction.While;
  }

  private static boolean holdsMore(List<Instruction> body) {
    return body.stream().anyMatch(i -> isLoop(i) || i instanceof Instruction.Call || holdsMore(inside(i)));
  }

  private static List<Instruction> inside(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Block b -> b.body();
      case Instruction.Loop l -> l.body();
      case Instruction.While w -> w.body();
      case Instruction.If i -> Stream.concat(i.then().stream(), i.otherwise().stream()).toList();
      case Instruction.Let _,Instruction.Set _,Instruction.Increase _,Instruction.Store _,Instruction.Call _,Instruction.Share _,Instruction.Line _ ->
        List.of();
    };
  }

  /** What is computed at each turn, the loop's end included. */
  private static Stream<Expression> expressions(Instruction instruction) {
    Stream<Expression> own = switch (instruction) {
      case Instruction.Let l -> Stream.of(l.value());
      case Instruction.Set s -> Stream.of(s.value());
      case Instruction.Store s -> Stream.of(s.place(), s.value());
      case Instruction.Loop l -> Stream.of(l.to(), l.step());
      case Instruction.While w -> Stream.of(w.condition());
      case Instruction.If i -> Stream.of(i.condition());
      case Instruction.Block _,Instruction.Increase _,Instruction.Call _,Instruction.Share _,Instruction.Line _ ->
        Stream.of();
    };
    return Stream.concat(own, inside(instruction).stream().flatMap(InnermostLoopsTest::expressions));
  }

  private static Stream<Expression> all(Expression expression) {
    Stream<Expression> parts = switch (expression) {
      case Variable _,Expression.Constant _,Expression.OfFrame _ -> Stream.of();
      case Expression.Apply a -> a.arguments().stream();
      case Expression.Machine m -> m.arguments().stream();
      case Expression.Element e -> Stream.of(e.place());
      case Expression.Choice c -> Stream.of(c.condition(), c.then(), c.otherwise());
      case Expression.Rarely r -> Stream.of(r.usual(), r.condition(), r.rare());
      case Expression.Kept k -> Stream.of(k.value());
      case Expression.Given g -> Stream.concat(g.lets().stream().map(Instruction.Let::value), Stream.of(g.value()));
    };
    return Stream.concat(Stream.of(expression), parts.flatMap(InnermostLoopsTest::all));
  }
}
