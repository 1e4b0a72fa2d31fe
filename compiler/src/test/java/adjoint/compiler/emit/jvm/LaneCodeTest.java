package adjoint.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.ProgramKernels;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Space;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A method is called on a vector whose class HotSpot knows, rather than on one that a loop carries. */
class LaneCodeTest {

  @ParameterizedTest
  @EnumSource(value = Plain.class, names = {"FADD", "FMUL", "FMAX", "FMIN"})
  void whatALoopCarriesComesSecond(Plain operator) {
    assertThat(vectorsLoaded(operator)).containsExactly("step", "carried");
  }

  @ParameterizedTest
  @EnumSource(value = Plain.class, names = {"FSUB", "FDIV"})
  void whereTheOrderCountsItStays(Plain operator) {
    assertThat(vectorsLoaded(operator)).containsExactly("carried", "step");
  }

  /** Which vectors a loop loads whose body is `carried <- carried operator step`. */
  private static List<String> vectorsLoaded(Plain operator) {
    ProcedureBuilder body = new ProcedureBuilder();
    Variable frame = body.parameter("frame", DataType.FRAME);
    body.let("work", new Expression.OfFrame(frame, new Expression.Part.Array(new Space.Work(), DataType.REALS)));
    Expression zeros = new Expression.Machine(DataType.FLOAT_LANES, Operation.ZEROS, List.of());
    Variable step = body.let("step", zeros);
    Variable carried = body.let("carried", zeros);
    body.loop("turn", Expression.ZERO, Expression.of(9), Expression.ONE, _ -> body.set(carried,
        new Expression.Apply(DataType.FLOAT_LANES, operator, List.of(carried, step))));
    return loaded(body.build("kernel"));
  }

  private static List<String> loaded(Procedure procedure) {
    Plan plan =
        new Plan("kernel", new Signature("kernel", List.of(), List.of(), List.of(), List.of()), Map.of(), List.of(),
            Size.ZERO, Size.ZERO, List.of());
    List<String> loaded = new ArrayList<>();
    ProgramEmitter.emit(plan, "adjoint/generated/Kernel", Mode.VECTOR,
        new ProgramKernels(List.of(procedure), procedure.header())).values()
        .forEach(bytes -> new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(int access, String name, String descriptor, String generic,
              String[] thrown) {
            return name.equals("kernel") ? new Loads(loaded) : null;
          }
        }, 0));
    return loaded;
  }

  /** Collects the vectors that are loaded: the first that is kept is the step, the second what is carried. */
  private static final class Loads extends MethodVisitor {
    private final List<String> loaded;
    private final List<Integer> kept = new ArrayList<>();

    Loads(List<String> loaded) {
      super(Opcodes.ASM9);
      this.loaded = loaded;
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
      if (opcode == Opcodes.ASTORE && !kept.contains(local)) {
        kept.add(local);
      }
      if (opcode == Opcodes.ALOAD && local > 0) {
        loaded.add(List.of("work", "step", "carried").get(kept.indexOf(local)));
      }
    }
  }
}
