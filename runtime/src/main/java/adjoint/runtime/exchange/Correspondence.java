package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One line on what is called what: in the comment above a layer, behind `PyTorch:`, or in a map that a user writes. */
sealed interface Correspondence {

  /** How messages name the line. */
  String shown();

  /**
   * `recurrent = weight_hh_l0`, `bias[(Gate, Hidden)] = bias_ih_l0 + bias_hh_l0`, `linear1.* = fc1.*`.
   *
   * @param groups our axes in their order there, those in one group merged; empty where the declaration says it
   * @param theirs whose sum ours is
   */
  record Same(String shown, Glob ours, List<List<String>> groups, List<Glob> theirs) implements Correspondence {
    boolean laysOut() {
      return !groups.isEmpty();
    }
  }

  /** `leave out num_batches_tracked`: theirs that have no counterpart here. */
  record LeaveOut(String shown, Glob theirs) implements Correspondence {}

  String LABEL = "PyTorch:";

  Pattern LEAVE_OUT = Pattern.compile("leave out (\\S+)");
  Pattern NAME = Pattern.compile("[^\\s=+()\\[\\]]++");
  Pattern OURS = Pattern.compile("(" + NAME + ")\\s*+(?:\\[([^\\[\\]]*+)\\])?");
  Pattern GROUPS = Pattern.compile("\\(([^()]*)\\)|([^(),\\s][^(),]*)");

  /** What stands behind `PyTorch:` in the comment above a layer: one line, and the next where it ends in a comma. */
  static List<Correspondence> ofComment(String doc, String whose) {
    List<Correspondence> all = new ArrayList<>();
    String open = "";
    for (String line : doc.lines().map(String::strip).collect(Collectors.toList())) {
      boolean begins = line.startsWith(LABEL);
      String text = begins ? line.substring(LABEL.length()) : open.isEmpty() ? "" : open + " " + line;
      boolean more = text.endsWith(",");
      all.addAll(more ? List.of() : items(text.strip().replaceFirst("\\.$", ""), "the comment above " + whose));
      open = more ? text : "";
    }
    all.addAll(items(open.strip(), "the comment above " + whose));
    return all;
  }

  /** A map: such lines, with comments behind `#` or `//`. */
  static List<Correspondence> ofMap(String text, String file) {
    List<Correspondence> all = new ArrayList<>();
    List<String> lines = text.lines().collect(Collectors.toList());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("(^|\\s)(#|//).*$", "").strip();
      if (!line.isEmpty()) {
        all.addAll(items(line, file + ":" + (i + 1)));
      }
    }
    return all;
  }

  /** Cut at commas outside of brackets. */
  private static List<Correspondence> items(String text, String where) {
    List<Correspondence> items = new ArrayList<>();
    for (String item : text.split(",(?![^\\[]*\\])")) {
      if (!item.isBlank()) {
        items.add(item(item.strip(), where));
      }
    }
    return items;
  }

  private static Correspondence item(String text, String where) {
    String shown = where + ": " + Words.quoted(text);
    Matcher leave = LEAVE_OUT.matcher(text);
    if (leave.matches()) {
      return new LeaveOut(shown, new Glob(leave.group(1)));
    }
    List<String> sides = List.of(text.split("=", -1));
    Matcher ours = OURS.matcher(sides.get(0).strip());
    List<Glob> theirs = List.of(sides.get(sides.size() - 1).split("\\+", -1)).stream().map(t -> new Glob(t.strip()))
        .collect(Collectors.toList());
    if (sides.size() != 2 || !ours.matches() || !theirs.stream().allMatch(t -> NAME.matcher(t.text()).matches())) {
      throw wrong(shown + " isn't understood");
    }
    Glob own = new Glob(ours.group(1));
    if (theirs.stream().anyMatch(t -> t.stars() != own.stars())) {
      throw wrong(shown + " has not as many * on both sides");
    }
    return new Same(shown, own, ours.group(2) == null ? List.of() : groups(ours.group(2)), theirs);
  }

  private static List<List<String>> groups(String layout) {
    return GROUPS.matcher(layout).results()
        .map(r -> List.of((r.group(1) != null ? r.group(1) : r.group(2)).split(",")).stream().map(String::strip)
            .collect(Collectors.toList()))
        .collect(Collectors.toList());
  }

  static UserProblem wrong(String message) {
    return UserProblem.of(RuntimeProblem.WEIGHT_NAMES, message).hint("write OURS = THEIRS, such as linear1.* = fc1.*, "
        + "or leave out THEIRS; nn explain " + RuntimeProblem.WEIGHT_NAMES.code() + " tells more");
  }
}
