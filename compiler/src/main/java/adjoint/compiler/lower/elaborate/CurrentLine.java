package adjoint.compiler.lower.elaborate;

import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.recipe.Schedule;
import java.util.List;

/** The `minimize` line of a `train` block that is being made: its rules have a count of updates and moments of their own. */
public final class CurrentLine {

  private final ProgramScope program;
  private int number = 1;
  private int every = 1;

  CurrentLine(ProgramScope program) {
    this.program = program;
  }

  /**
   * Goes on with a line.
   *
   * @param line its number in the block
   * @param updates the number of updates from one time that it runs to the next
   */
  public void begin(int line, int updates) {
    number = line;
    every = updates;
  }

  /** The number of the line's own updates so far: what `step` means in its rules. */
  public Schedule step() {
    Schedule step = new Schedule.StepNumber();
    return every == 1
        ? step
        : new Schedule.Computed(Schedule.Operation.DIVIDE, List.of(step, new Schedule.Constant(every)));
  }

  /** Where a moment for a parameter is kept, `m(linear1.weight)`; another line's has another place. */
  public String moment(String name, String parameter) {
    return program.moment(name, parameter, number);
  }
}
