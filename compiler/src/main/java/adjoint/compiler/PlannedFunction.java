package adjoint.compiler;

import adjoint.compiler.plan.Plan;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Size;

/**
 * A function that is known by its plan before there is code for it.
 *
 * @param code what runs it
 */
record PlannedFunction(Plan plan, CompiledFunction code) implements CompiledFunction {

  @Override
  public Signature signature() {
    return plan.signature();
  }

  @Override
  public long workReals(long[] dims) {
    return evaluate(plan.workReals(), dims);
  }

  @Override
  public long workInts(long[] dims) {
    return evaluate(plan.workInts(), dims);
  }

  /** A size for given sizes of the open dims. */
  long evaluate(Size size, long[] dims) {
    return size.evaluate(name -> dims[plan.signature().openDims().indexOf(name)]);
  }

  @Override
  public void run(Frame frame) {
    code.run(frame);
  }
}
