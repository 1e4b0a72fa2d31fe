package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.FileArrays;
import adjoint.runtime.exchange.Correspondences;
import adjoint.runtime.exchange.PartImport;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Start;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.RunFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Gives parts of a store the weights that a recipe lets them start from. */
final class Starting {

  private static final int SHOWN = 8;
  private static final String ARRAY = ".npy";

  private final Recipe recipe;
  private final Start.FromFile start;
  private final Path file;
  private final Layout layout;

  private Starting(Recipe recipe, Start.FromFile start, Layout layout) {
    this.recipe = recipe;
    this.start = start;
    this.file = RunFiles.file(recipe.directory().resolve(start.file()));
    this.layout = layout;
  }

  /**
   * Does what every `start` line says, in their order; each file is checked first.
   *
   * @throws UserProblem about a file that doesn't have what it is to give
   */
  static void load(Recipe recipe, Layout layout, float[] store, Progress progress) {
    for (Start start : recipe.starts()) {
      if (start instanceof Start.FromFile) {
        Starting starting = new Starting(recipe, (Start.FromFile) start, layout);
        progress.say(starting.file.toString().endsWith(ARRAY) ? starting.array(store) : starting.part(store));
      } else {
        progress.say(copied((Start.FromPart) start, layout, store));
      }
    }
  }

  private static String copied(Start.FromPart start, Layout layout, float[] store) {
    start.names().forEach((path, other) -> {
      Layout.Slot to = layout.slot(path).orElseThrow();
      System.arraycopy(store, layout.slot(other).orElseThrow().offset(), store, to.offset(), to.count());
    });
    return start.part() + " starts from " + start.other() + ": " + Words.count(start.names().size(), "tensor");
  }

  /** One tensor is one array. */
  private String array(float[] store) {
    if (start.stored().size() != 1) {
      throw problem("it is one array, and " + start.part() + " has " + Words.count(start.stored().size(), "tensor"))
          .hint("name one: start " + start.part() + ".weight from " + Words.quoted(start.file()));
    }
    Layout.Slot slot = layout.slot(start.stored().get(0)).orElseThrow();
    List<Long> own = slot.axes().stream().map(a -> a.size().constant()).collect(Collectors.toList());
    List<Long> other = FileArrays.array(file, store, slot.offset(), own);
    if (!own.equals(other)) {
      throw problem("it is " + other + ", and " + slot.path() + " is " + own);
    }
    return start.part() + " starts from " + file;
  }

  private String part(float[] store) {
    PartImport found = PartImport.of(file, new PartImport.Part(start.part(), start.stored(), start.at()),
        recipe.declared(), layout, start.map().map(this::written));
    found.otherwise().ifPresent(otherwise -> {
      throw problem(otherwise);
    });
    if (found.count() == 0 || (!found.missing().isEmpty() && !start.partial())) {
      throw problem("it has no " + list(found.missing()) + "; it has " + list(found.unused())).hint(hint(found));
    }
    found.read(store);
    return start.part() + " starts from " + file + ": " + Words.count(found.count(), "tensor")
        + (found.missing().isEmpty() ? "" : "; not there, with values of their own: " + list(found.missing()))
        + (found.unused().isEmpty() ? "" : "; not used: " + list(found.unused()));
  }

  private String hint(PartImport found) {
    String from = "start " + start.part() + " from " + Words.quoted(start.file());
    return found.count() == 0
        ? "say where the part lies there: " + from + " at \"encoder\"; or what is called what: " + from
            + " names \"names.map\""
        : "what is missing may keep its own initial values: start … partial";
  }

  private Correspondences.Written written(String map) {
    Path path = recipe.directory().resolve(map);
    try {
      return new Correspondences.Written(path.toString(), Files.readString(path, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.WEIGHT_NAMES, Files.exists(path)
          ? path + " can't be read"
          : "there is no file " + path).at(start.place());
    }
  }

  private UserProblem problem(String what) {
    return UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, start.part() + " can't start from " + file + ": " + what)
        .at(start.place());
  }

  private static String list(Iterable<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(all::add);
    return all.isEmpty()
        ? "nothing else"
        : String.join(", ", all.subList(0, Math.min(SHOWN, all.size())))
            + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
  }
}
