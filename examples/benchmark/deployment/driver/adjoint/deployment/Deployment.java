package adjoint.deployment;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.pack.Names;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.weights.Checkpoint;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The same network shipped in three ways: as a jar of Adjoint's, with ONNX Runtime, with DJL and PyTorch. Megabytes to ship,
 * milliseconds from starting Java to the first scores, microseconds of a prediction; the best of 21 each, since other work
 * on the machine only ever adds. Arguments: the folder of the peers'
 * sources, a folder to write to.
 */
final class Deployment {

  private static final int STARTS = 21;

  /** One way: the main class, the file of the network, the jars besides our own classes, and Java's options. */
  private record Way(String name, String main, Path file, List<Path> jars, List<String> options) {}

  private Deployment() {}

  public static void main(String[] words) throws Exception {
    Path folder = Files.createDirectories(Path.of(words[1]));
    for (List<Integer> sizes : List.of(List.of(64, 64, 10), List.of(784, 512, 256, 10))) {
      measure(Path.of(words[0]), folder, sizes);
    }
  }

  private static void measure(Path sources, Path folder, List<Integer> sizes) throws Exception {
    Path jar = folder.resolve("mlp.jar");
    List<Onnx.Layer> layers = build(sizes, folder, jar);
    Files.write(folder.resolve("mlp.onnx"), Onnx.of(layers));
    writePlain(folder.resolve("mlp.bin"), layers);
    Path classes = compile(sources, folder, jar);
    System.out.printf("%n%s%n%-34s %8s %12s %14s%n", sizes, "", "MB", "first, ms", "each, us");
    for (Way way : ways(folder, jar)) {
      String first = run(way, classes, "first", sizes.getFirst());
      double[] starts = new double[STARTS];
      for (int i = 0; i < STARTS; i++) {
        long start = System.nanoTime();
        run(way, classes, "first", sizes.getFirst());
        starts[i] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(starts);
      System.out.printf("%-34s %8.2f %12.0f %14s   %s%n", way.name(), megabytes(way), starts[0],
          run(way, classes, "many", sizes.getFirst()), first.substring(0, Math.min(60, first.length())));
    }
  }

  private static List<Way> ways(Path folder, Path jar) {
    List<Path> all = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).toList();
    List<Path> onnx = all.stream().filter(p -> p.getFileName().toString().startsWith("onnxruntime")).toList();
    List<Path> djl = all.stream().filter(p -> p.getFileName().toString()
        .matches("(api|pytorch|jna|gson|error_prone_annotations|slf4j|commons)-.*")).toList();
    return List.of(
        new Way("Adjoint, java -cp", "WithAdjoint", jar, List.of(jar), List.of()),
        new Way("Adjoint, and the Vector API", "WithAdjoint", jar, List.of(jar),
            List.of("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED")),
        new Way("ONNX Runtime", "WithOnnxRuntime", folder.resolve("mlp.onnx"), onnx, List.of()),
        new Way("DJL with PyTorch", "WithDjl", folder.resolve("mlp.bin"), djl, List.of()));
  }

  private static double megabytes(Way way) throws IOException {
    long bytes = way.jars().contains(way.file()) ? 0 : Files.size(way.file());
    for (Path jar : way.jars()) {
      bytes += Files.size(jar);
    }
    return bytes / 1e6;
  }

  private static String run(Way way, Path classes, String mode, int width) throws Exception {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(way.options());
    List<String> path = new ArrayList<>(List.of(classes.toString()));
    way.jars().forEach(each -> path.add(each.toString()));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path), "adjoint.deployment." + way.main(), mode,
        way.file().toString(), Integer.toString(width)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPT_OUT_TRACKING", "true"));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.waitFor() == 0 ? out : "failed";
  }

  private static Path compile(Path sources, Path folder, Path jar) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp",
        System.getProperty("java.class.path") + File.pathSeparator + jar));
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(file -> arguments.add(file.toString()));
    }
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("the peers don't compile");
    }
    return classes;
  }

  /** Builds the jar with the initial weights, and gives them. */
  private static List<Onnx.Layer> build(List<Integer> sizes, Path folder, Path jar) throws IOException {
    Lowered lowered = Compiler.check(new Source("mlp.nn", program(sizes)),
        new ProgramLowering.Options(folder, name -> Optional.empty(), Map.of(), false)).lowered().orElseThrow();
    Layout layout = lowered.layout();
    float[] store = Frames.store(layout);
    CompiledFunction initialise =
        Compiler.compile(lowered, Backend.Options.of(Backend.Form.SCALAR)).initialise();
    Frame frame = Frames.of(initialise, store, Map.of(), Pool.of(1));
    initialise.run(frame);
    Path weights = folder.resolve("mlp.safetensors");
    Checkpoint.save(weights, "Mlp", layout, store, Checkpoint.WEIGHTS, Map.of());
    Files.write(jar, Network.packaging(lowered).jar(Optional.empty(), weights, Names.of("Mlp", Optional.of("model.Mlp")),
        false).bytes());
    List<Onnx.Layer> layers = new ArrayList<>();
    for (int i = 1; i < sizes.size(); i++) {
      layers.add(new Onnx.Layer(sizes.get(i - 1), sizes.get(i), slot(layout, store, "linear" + i + ".weight"),
          slot(layout, store, "linear" + i + ".bias")));
    }
    return layers;
  }

  private static float[] slot(Layout layout, float[] store, String path) {
    Layout.Slot slot = layout.slot(path).orElseThrow();
    return Arrays.copyOfRange(store, slot.offset(), slot.offset() + slot.count());
  }

  private static String program(List<Integer> sizes) {
    StringBuilder text = new StringBuilder("dim Batch\ndim D0 = " + sizes.getFirst() + "\n");
    StringBuilder body = new StringBuilder("  image");
    for (int i = 1; i < sizes.size(); i++) {
      text.append("dim D").append(i).append(" = ").append(sizes.get(i)).append('\n');
      body.append(i == 1 ? "" : " |> relu").append(" |> Linear[D").append(i).append(']');
    }
    return text + "model Mlp(image: [Batch, D0]) -> [Batch, D" + (sizes.size() - 1) + "] {\n" + body + "\n}\n";
  }

  /** Sizes, then each layer's weights, outputs first as PyTorch has them, and biases. */
  private static void writePlain(Path file, List<Onnx.Layer> layers) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(layers.size());
      out.writeInt(layers.getFirst().in());
      for (Onnx.Layer layer : layers) {
        out.writeInt(layer.out());
      }
      for (Onnx.Layer layer : layers) {
        for (int to = 0; to < layer.out(); to++) {
          for (int from = 0; from < layer.in(); from++) {
            out.writeFloat(layer.weight()[from * layer.out() + to]);
          }
        }
        for (float bias : layer.bias()) {
          out.writeFloat(bias);
        }
      }
    }
  }
}
