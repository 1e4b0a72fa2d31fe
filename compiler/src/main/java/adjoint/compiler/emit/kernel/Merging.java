package adjoint.compiler.emit.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes one procedure of those that are the same but for numbers, arrays and sizes: these become parameters, so that HotSpot
 * has less to compile. Callees come first, so that what calls the same one with other numbers is the same, too.
 *
 * <p><i>Source:</i> the least general generalisation of terms, by Plotkin and by Reynolds (1970).
 */
public final class Merging {

  /** What is called in place of a procedure: the arguments that it takes besides, as its holes have them. */
  private record Replacement(Procedure.Header into, List<Expression> more, Procedure.Header before) {}

  private final Map<String, Replacement> replaced = new HashMap<>();
  private final Map<String, Procedure> made = new LinkedHashMap<>();

  private Merging() {}

  /**
   * Fewer procedures that do the same.
   *
   * @param all each after those that it calls
   * @param kept the name of one that stays as it is
   */
  public static List<Procedure> merge(List<Procedure> all, String kept) {
    Merging merging = new Merging();
    all.forEach(each -> merging.made.put(each.header().name(), each));
    for (List<Procedure> level : levels(all)) {
      Map<String, List<Cluster.Member>> groups = new LinkedHashMap<>();
      for (Procedure each : level) {
        Procedure called = new Procedure(each.header(), each.parameters(), merging.calls(each.body()));
        merging.made.put(each.header().name(), called);
        if (!each.header().name().equals(kept)) {
          Skeleton skeleton = Skeleton.of(called);
          groups.computeIfAbsent(skeleton.key(), _ -> new ArrayList<>()).add(new Cluster.Member(called, skeleton));
        }
      }
      groups.values().forEach(merging::group);
    }
    return List.copyOf(merging.made.values());
  }

  /** Procedures by how deep they call. */
  private static Iterable<List<Procedure>> levels(List<Procedure> all) {
    Map<String, Integer> levels = new HashMap<>();
    Map<Integer, List<Procedure>> found = new TreeMap<>();
    for (Procedure each : all) {
      int level = level(each.body(), levels);
      levels.put(each.header().name(), level);
      found.computeIfAbsent(level, _ -> new ArrayList<>()).add(each);
    }
    return found.values();
  }

  private static int level(List<Instruction> body, Map<String, Integer> levels) {
    return body.stream().mapToInt(each -> switch (each) {
      case Instruction.Call call -> level(call.procedure(), levels);
      case Instruction.Share share -> level(share.procedure(), levels);
      case Instruction.Block _,Instruction.Loop _,Instruction.While _,Instruction.If _ ->
        each.bodies().stream().mapToInt(inside -> level(inside, levels)).max().orElse(0);
      case Instruction.Let _,Instruction.Set _,Instruction.Increase _,Instruction.Store _,Instruction.Line _ -> 0;
    }).max().orElse(0);
  }

  /** Of what calls it; what stands elsewhere has none. */
  private static int level(Procedure.Header callee, Map<String, Integer> levels) {
    return levels.getOrDefault(callee.name(), -1) + 1;
  }

  // Calls

  private List<Instruction> calls(List<Instruction> body) {
    return replaced.isEmpty() ? body : body.stream().map(this::calls).toList();
  }

  private Instruction calls(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Call call -> {
        Replacement by = replaced.get(call.procedure().name());
        yield by == null ? call : new Instruction.Call(by.into(), arguments(by, call.arguments()));
      }
      case Instruction.Share share -> {
        Replacement by = replaced.get(share.procedure().name());
        yield by == null
            ? share
            : new Instruction.Share(share.frame(), share.count(), by.into(), arguments(by, share.arguments()));
      }
      case Instruction.Block _,Instruction.Loop _,Instruction.While _,Instruction.If _ ->
        instruction.withBodies(this::calls);
      case Instruction.Let _,Instruction.Set _,Instruction.Increase _,Instruction.Store _,Instruction.Line _ ->
        instruction;
    };
  }

  /** The turns to run stay behind; what shares them out adds them itself. */
  private static List<Expression> arguments(Replacement by, List<Expression> arguments) {
    int place = place(by.before().parameters());
    List<Expression> all = new ArrayList<>(arguments.subList(0, place));
    if (!by.more().isEmpty()) {
      int frame = by.before().parameters().indexOf(DataType.FRAME);
      by.more().forEach(
          value -> all.add(frame < 0 ? value : Closed.in((Variable) arguments.get(frame), value)));
    }
    all.addAll(arguments.subList(place, arguments.size()));
    return all;
  }

  /** Where more parameters go: before the turns to run, the only longs. */
  private static int place(List<DataType> parameters) {
    int longs = parameters.indexOf(DataType.LONG);
    return longs < 0 ? parameters.size() : longs;
  }

  // Groups

  private void group(List<Cluster.Member> group) {
    List<Cluster> clusters = new ArrayList<>();
    for (Cluster.Member each : group) {
      if (clusters.stream().noneMatch(cluster -> cluster.add(each))) {
        clusters.add(new Cluster(each));
      }
    }
    clusters.stream().filter(cluster -> cluster.members().size() > 1).forEach(this::merge);
  }

  private void merge(Cluster cluster) {
    Cluster.Member first = cluster.members().getFirst();
    Map<Integer, Variable> parameters = new HashMap<>();
    List<Variable> more = new ArrayList<>();
    List<Integer> holes = new ArrayList<>();
    for (List<Integer> same : cluster.differing()) {
      Skeleton.Hole hole = first.skeleton().holes().get(same.getFirst());
      Variable parameter = new Variable(hole.name(), hole.content().type());
      more.add(parameter);
      holes.add(same.getFirst());
      same.forEach(each -> parameters.put(each, parameter));
    }
    Procedure merged = merged(first.procedure(), parameters, more);
    for (Cluster.Member each : cluster.members()) {
      Procedure.Header before = each.procedure().header();
      if (each != first) {
        made.remove(before.name());
      }
      List<Expression> arguments = holes.stream().map(hole -> each.skeleton().holes().get(hole).content()).toList();
      replaced.put(before.name(), new Replacement(merged.header(), arguments, before));
    }
    made.put(merged.header().name(), merged);
  }

  private static Procedure merged(Procedure first, Map<Integer, Variable> parameters, List<Variable> more) {
    List<Variable> all = new ArrayList<>(first.parameters());
    all.addAll(place(first.header().parameters()), more);
    return new Procedure(new Procedure.Header(first.header().name(), all.stream().map(Variable::type).toList()), all,
        Skeleton.filled(first, parameters));
  }
}
