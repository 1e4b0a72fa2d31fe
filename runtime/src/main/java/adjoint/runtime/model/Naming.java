package adjoint.runtime.model;

import adjoint.runtime.data.Fitted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the positions of a dim are called.
 *
 * @param members as declared; empty where they were learnt
 * @param field the field whose categories are its names then
 */
public record Naming(String dim, List<String> members, String field) {

  public Naming {
    members = List.copyOf(members);
  }

  /** The names by dim, as declared or as the weights know them; a dim without names isn't there. */
  public static Map<String, List<String>> byDim(List<Naming> namings, List<Fitted> fitted) {
    Map<String, List<String>> names = new HashMap<>();
    for (Naming naming : namings) {
      List<String> known = naming.members();
      for (Fitted each : fitted) {
        known = known.isEmpty() && each.field().equals(naming.field()) ? each.names() : known;
      }
      if (!known.isEmpty()) {
        names.put(naming.dim(), known);
      }
    }
    return names;
  }
}
