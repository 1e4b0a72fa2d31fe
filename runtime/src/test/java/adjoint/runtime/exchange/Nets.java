package adjoint.runtime.exchange;

import adjoint.runtime.Recipes;
import adjoint.runtime.exchange.DeclaredTensor.Instance;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Layout.Kind;
import adjoint.runtime.program.Layout.Unplaced;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Programs' tensors for tests, each in a line: `lstm.input: In -> Gate Hidden`, its sizes in a table. */
record Nets(List<DeclaredTensor> declared, Layout layout) {

  static final String LSTM = "Long memory.\n\n"
      + "PyTorch: input = weight_ih_l0, recurrent = weight_hh_l0,\nbias[(Gate, Hidden)] = bias_ih_l0 + bias_hh_l0.\n"
      + "Source: 1997.";
  static final String NORM = "PyTorch: leave out num_batches_tracked.";

  private static final Map<String, Long> SIZES = Map.of("In", 3L, "Out", 4L, "Gate", 4L, "Hidden", 2L, "Copy", 2L,
      "K", 5L, "One", 1L);

  /**
   * @param docs the comments above the layers, by the names of their instances; the model's is that of the empty name
   * @param copied the instance that is repeated, or a name that none has
   */
  static Nets of(Map<String, String> docs, String copied, String... lines) {
    List<DeclaredTensor> declared = new ArrayList<>();
    List<Unplaced> unplaced = new ArrayList<>();
    for (String line : lines) {
      String path = line.substring(0, line.indexOf(':'));
      List<String> words = List.of(line.substring(line.indexOf(':') + 1).strip().split(" +"));
      List<String> axes = words.stream().filter(w -> !w.equals("->")).collect(Collectors.toList());
      DeclaredTensor tensor = new DeclaredTensor(path, axes, Optional.of(words.indexOf("->")).filter(at -> at >= 0),
          around(path, docs, copied));
      List<Axis> all = axes.stream().map(Nets::axis).collect(Collectors.toCollection(ArrayList::new));
      if (tensor.owner().repeats() > 0) {
        all.add(0, axis("Copy"));
      }
      declared.add(tensor);
      unplaced.add(new Unplaced(path, Kind.PARAMETER, all));
    }
    return new Nets(declared, Layout.of(unplaced));
  }

  static Nets of(String... lines) {
    return of(Map.of("lstm", LSTM, "norm", NORM), "-", lines);
  }

  private static Axis axis(String name) {
    return Recipes.axis(name, SIZES.get(name.replace("'", "")));
  }

  private static List<Instance> around(String path, Map<String, String> docs, String copied) {
    List<Instance> around = new ArrayList<>();
    around.add(new Instance("", 0, "Net", docs.getOrDefault("", "")));
    List<String> names = List.of(path.split("\\."));
    for (String name : names.subList(0, names.size() - 1)) {
      int repeats = around.get(around.size() - 1).repeats() + (name.equals(copied) ? 1 : 0);
      around.add(new Instance(name, repeats, "Layer", docs.getOrDefault(name, "")));
    }
    return around;
  }

  Correspondences known(String map) {
    return Correspondences.pytorch(declared, layout, written(map));
  }

  static Optional<Correspondences.Written> written(String map) {
    return Optional.of(new Correspondences.Written("names.map", map));
  }

  /** Each tensor's names, layout and shape there. */
  List<String> there(String map) {
    return known(map).counterparts().stream()
        .map(each -> String.join(" + ", each.names()) + " " + each.layout() + " " + each.shape())
        .collect(Collectors.toList());
  }
}
