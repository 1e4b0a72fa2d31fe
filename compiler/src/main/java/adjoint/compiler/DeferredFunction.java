package adjoint.compiler;

import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Signature;
import java.util.Optional;
import java.util.function.Supplier;

/** A function that is compiled when it is first asked for anything: what a command doesn't call costs it nothing. */
final class DeferredFunction implements CompiledFunction {

  private final Supplier<CompiledFunction> compiler;
  private volatile Optional<CompiledFunction> compiled = Optional.empty();

  /** @param compiler called once; if it fails, again at the next call */
  DeferredFunction(Supplier<CompiledFunction> compiler) {
    this.compiler = compiler;
  }

  private CompiledFunction compiled() {
    return compiled.orElseGet(this::compile);
  }

  private synchronized CompiledFunction compile() {
    if (compiled.isEmpty()) {
      compiled = Optional.of(compiler.get());
    }
    return compiled.get();
  }

  @Override
  public Signature signature() {
    return compiled().signature();
  }

  @Override
  public long workReals(long[] dims) {
    return compiled().workReals(dims);
  }

  @Override
  public long workInts(long[] dims) {
    return compiled().workInts(dims);
  }

  @Override
  public void expect(Frame scratch, long expected) {
    compiled().expect(scratch, expected);
  }

  @Override
  public void run(Frame frame) {
    compiled().run(frame);
  }
}
