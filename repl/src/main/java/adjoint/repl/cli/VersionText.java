package adjoint.repl.cli;

import adjoint.repl.machine.Machine;
import adjoint.runtime.weights.Checkpoint;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What `nn --version` says: which Adjoint this is, on which Java, with how many lanes. */
final class VersionText implements IVersionProvider {

  /** The version that the build wrote into the jar, with the commit that it was made of, where the build was told: `1.2.0+3a25610`. */
  static String number() {
    return Optional.ofNullable(VersionText.class.getPackage().getImplementationVersion()).orElse(Checkpoint.VERSION);
  }

  @Override
  public String[] getVersion() {
    int bits = Machine.widestVector();
    return new String[]{"Adjoint " + number(),
      "Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"),
      System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
          + (bits < 64 ? "no vectors" : "vectors of " + bits + " bits: " + bits / 32 + " lanes of f32")};
  }
}
