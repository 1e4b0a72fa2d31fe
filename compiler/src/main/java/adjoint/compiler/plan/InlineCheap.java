package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import java.util.List;

/** Elementwise values become part of what reads them, where that costs less than keeping them: see {@link Inlining}. */
public final class InlineCheap implements BlockPass {

  @Override
  public List<Definition> apply(List<Definition> definitions, Surroundings surroundings) {
    return new Inlining(Readers.of(definitions), surroundings.needed(), surroundings.decisions()).rest(definitions);
  }
}
