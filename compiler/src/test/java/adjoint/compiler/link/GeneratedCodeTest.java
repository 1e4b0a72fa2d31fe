package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.SampleGraphs;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of all generated classes. */
class GeneratedCodeTest {

  /** HotSpot compiles no method of more than 8,000 bytes; a margin stays. */
  private static final int LIMIT = 6_000;

  /** What computes other bits on another machine, width or version. */
  private static final Set<String> FORBIDDEN = Set.of("Math.exp", "Math.pow", "Math.log", "Math.log1p", "Math.expm1",
      "Math.sin", "Math.cos", "Math.tan", "Math.tanh", "FloatVector.reduceLanes", "FloatVector.pow",
      "VectorOperators.EXP",
      "VectorOperators.LOG", "VectorOperators.TANH", "VectorOperators.POW", "VectorOperators.SIN",
      "VectorOperators.COS",
      "VectorOperators.EXPM1", "VectorOperators.LOG1P");

  static Stream<String> names() {
    return SampleGraphs.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void methodsAreSmallAndUseNothingForbidden(String name) {
    for (Mode mode : Mode.values()) {
      ClassModel model = ClassFile.of().parse(classFile(SampleGraphs.all().get(name), mode));
      model.methods().forEach(m -> m.code().ifPresent(code -> {
        assertThat(((CodeAttribute) code).codeLength()).as(m.methodName() + " of " + name).isLessThanOrEqualTo(LIMIT);
        assertThat(mentions(code)).as(m.methodName() + " of " + name).doesNotContainAnyElementsOf(FORBIDDEN);
      }));
      assertThat(ClassFile.of().verify(model)).isEmpty();
    }
  }

  private static byte[] classFile(Graph graph, Mode mode) {
    Plan plan = Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);
    return Backend.classFile(plan, mode);
  }

  private static Set<String> mentions(CodeModel code) {
    Set<String> names = new TreeSet<>();
    code.forEach(element -> {
      switch (element) {
        case InvokeInstruction i -> names.add(simple(i.owner().asInternalName()) + "." + i.name().stringValue());
        case FieldInstruction f -> names.add(simple(f.owner().asInternalName()) + "." + f.name().stringValue());
        default -> {}
      }
    });
    return names;
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  @Test
  void aHundredRepeatsAreNoMoreCodeThanTwo() {
    int two = classFile(repeats(2), Mode.VECTOR).length;
    int hundred = classFile(repeats(100), Mode.VECTOR).length;
    assertThat(hundred).isBetween(two - 32, two + 32);
  }

  /** A stack of dense layers, each with its slice of the weights. */
  private static Graph repeats(int count) {
    return GraphParser.parse("""
        graph repeats
        %0 x: real[Batch, D=64] = data
        %1 w: real[L=<N>, D=64, D'=64] = parameter
        %20 last: real[Batch, D=64] = scan i2:L=<N> {
          %3 h: real[Batch, D=64] = carry %0 next %11
          %7 z: real[Batch, D=64] = for i4:Batch, i5:D=64 sum i6:D=64 { %3[i4, i6] * %1[i2, i6, i5] }
          %11 r: real[Batch, D=64] = for i8:Batch, i9:D=64 { relu(%7[i8, i9]) }
        }
        output y = %20
        """.replace("<N>", "" + count));
  }
}
