package adjoint.compiler.pack;

import adjoint.runtime.model.Weights;
import adjoint.runtime.text.Json;
import adjoint.runtime.train.Notes;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** How weights came about, as far as their file and the run's folder say. */
final class TrainingRecord {

  private static final List<String> NOTED = List.of("seed", "batch", "examples");

  private TrainingRecord() {}

  /** With a note {@link Weights#RECORD} of the training. */
  public static Map<String, String> added(Path file, Map<String, String> notes) {
    Map<String, Json> record = new LinkedHashMap<>();
    Map<String, String> run = run(file, notes);
    NOTED.forEach(name -> Optional.ofNullable(run.get(name)).ifPresent(v -> record.put(name, new Json.Text(v))));
    OptionalInt epoch = epoch(run, file.endsWith(RunFiles.BEST) ? "bestEpoch" : "epoch");
    if (epoch.isPresent()) {
      record.put("epoch", new Json.Text(epoch.getAsInt() + " of " + run.getOrDefault("epochs", "?")));
      record.putAll(metrics(file.resolveSibling(RunFiles.METRICS), epoch.getAsInt()));
    }
    Map<String, String> all = new LinkedHashMap<>(notes);
    all.remove(Notes.FINGERPRINT); // for going on with the run; names files of whoever trained
    all.put(Weights.RECORD, new Json.Members(record).write());
    return all;
  }

  /** The notes of the run's last weights, which say most. */
  private static Map<String, String> run(Path file, Map<String, String> notes) {
    Path last = file.resolveSibling(RunFiles.LAST);
    return notes.containsKey("state") || !Files.exists(last) ? notes : Checkpoint.notes(last);
  }

  private static OptionalInt epoch(Map<String, String> run, String name) {
    try {
      Json state = Json.read(run.getOrDefault("state", "{}"));
      return state.get(name).orElse(new Json.Nothing()) instanceof Json.Number number
          ? OptionalInt.of((int) number.value())
          : OptionalInt.empty();
    } catch (Json.Malformed e) {
      return OptionalInt.empty();
    }
  }

  /** The row of an epoch in a run's history: losses and metrics by their names. */
  private static Map<String, Json> metrics(Path history, int epoch) {
    Map<String, Json> row = new LinkedHashMap<>();
    if (!Files.exists(history)) {
      return row;
    }
    try {
      List<String> lines = Files.readAllLines(history);
      String[] names = lines.isEmpty() ? new String[0] : lines.getFirst().split(",");
      lines.stream().filter(line -> line.startsWith(epoch + ",")).findFirst().ifPresent(line -> {
        String[] cells = line.split(",");
        for (int i = 1; i < Math.min(names.length, cells.length); i++) {
          row.put(names[i], new Json.Text(cells[i]));
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return row;
  }
}
