package adjoint.runtime.serve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a server can be asked. */
enum Route {
  PREDICT("/predict", List.of("POST"), true, "Run the model on examples."),
  GENERATE("/generate", List.of("POST"), true, "Go on from a prompt; the text comes in chunks."),
  ABOUT("/", List.of("GET", "HEAD"), true, "What the model is; for a browser, a page to try it."),
  OPENAPI("/openapi.json", List.of("GET", "HEAD"), true, "This interface, for tools."),
  METRICS("/metrics", List.of("GET", "HEAD"), true, "Counts and times, as Prometheus reads them."),
  HEALTH("/health", List.of("GET", "HEAD"), false, "That the server runs, and what it did."),
  READY("/ready", List.of("GET", "HEAD"), false, "Whether it takes requests: 503 from when it is to stop.");

  private final String path;
  private final List<String> methods;
  private final boolean locked;
  private final String words;

  Route(String path, List<String> methods, boolean locked, String words) {
    this.path = path;
    this.methods = methods;
    this.locked = locked;
    this.words = words;
  }

  static Optional<Route> at(String path) {
    return Arrays.stream(values()).filter(route -> route.path.equals(path)).findFirst();
  }

  String path() {
    return path;
  }

  /** Whether it takes a key, where there are keys; who only watches a process has none. */
  boolean isLocked() {
    return locked;
  }

  String words() {
    return words;
  }

  void require(String method) throws Refused {
    if (!methods.contains(method)) {
      throw Refused.of(405, path + " takes " + methods.get(0)).with("Allow", String.join(", ", methods));
    }
  }

  /** @param writes whether the model writes texts */
  static Refused unknown(String path, boolean writes) {
    if (path.equals(GENERATE.path)) {
      return Refused.of(404, "this model writes no texts: its file has no generate block");
    }
    StringBuilder there = new StringBuilder();
    for (Route route : values()) {
      if (route == GENERATE && !writes) {
        continue;
      }
      there.append(there.length() == 0 ? "" : route.ordinal() == values().length - 1 ? " or " : ", ")
          .append(route.methods.get(0)).append(' ').append(route.path);
    }
    return Refused.of(404, "there is nothing at " + path + ": " + there);
  }
}
