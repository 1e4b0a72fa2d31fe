package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;

/** The width of vectors, which generated code reads from its class: HotSpot sees a constant. */
final class Species {

  private Species() {}

  static Int.Variable lanes(Body body, String owner) {
    body.code.getStatic(owner, KernelClass.FLOATS, KernelClass.SPECIES_DESCRIPTOR);
    body.code.invokeInterface("jdk/incubator/vector/VectorSpecies", "length", "()I");
    return new Int.Variable(body.code.keep("lanes", Local.Type.INT));
  }
}
