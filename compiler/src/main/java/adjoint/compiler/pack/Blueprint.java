package adjoint.compiler.pack;

import adjoint.compiler.pack.ModelJar.Contents;
import java.util.zip.CRC32C;

/** Writes the class through which a jar knows its parts, and at which it starts. */
final class Blueprint {

  /** The name of the file of weights, beside the class. */
  static final String WEIGHTS = "weights.safetensors";

  private Blueprint() {}

  static String source(Contents contents) {
    Literal literal = new Literal();
    String description = literal.of(contents.model());
    CRC32C crc = new CRC32C();
    crc.update(contents.weights());
    return """
        package adjoint.generated;

        import adjoint.runtime.command.Bench;
        import adjoint.runtime.command.Command;
        import adjoint.runtime.command.Info;
        import adjoint.runtime.command.Predict;
        import adjoint.runtime.command.Serve;
        import adjoint.runtime.command.Shell;
        import adjoint.runtime.model.Description;
        import adjoint.runtime.model.Parts;
        import adjoint.runtime.model.Resource;
        import adjoint.runtime.program.CompiledFunction;
        import java.io.InputStream;
        import java.util.List;
        import java.util.Map;
        import java.util.Optional;

        /** The parts of this jar. */
        public final class Blueprint implements Parts, Shell.Commands {

          public static final Blueprint PARTS = new Blueprint();

          private final Description description = %s;

          private Blueprint() {}

          public static void main(String[] words) {
            Shell.main(PARTS, "%s", List.of("predict", "info", "bench", "serve"), PARTS, words);
          }

          @Override
          public Optional<Command> named(String name) {
            return switch (name) {
              case "predict" -> Optional.of(new Predict());
              case "info" -> Optional.of(new Info());
              case "bench" -> Optional.of(new Bench());
              case "serve" -> Optional.of(new Serve());
              default -> Optional.empty();
            };
          }

          @Override
          public Description description() {
            return description;
          }

          @Override
          public CompiledFunction scalar() {
            return new %s(description.signature());
          }

          @Override
          public CompiledFunction vector() {
            return new %s(description.signature());
          }

          @Override
          public InputStream weights() {
            return Resource.open(Blueprint.class, "%s");
          }

          @Override
          public long checksum() {
            return %dL;
          }

        %s}
        """.formatted(description, contents.names().module(), contents.scalar().name().replace('/', '.'),
        contents.vector().name().replace('/', '.'), WEIGHTS, crc.getValue(), literal.methods());
  }
}
