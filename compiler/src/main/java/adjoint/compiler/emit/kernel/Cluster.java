package adjoint.compiler.emit.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Procedures of one structure that become one, as long as a call of it has room for what they differ in. */
final class Cluster {

  /** The bytes of a call that may push more arguments. */
  private static final int ROOM = 160;

  record Member(Procedure procedure, Skeleton skeleton) {

    private Expression fact(int hole) {
      return skeleton.holes().get(hole).content();
    }
  }

  /**
   * Holes by what stands in them: those with one number have the same in each member.
   *
   * @param differs by these numbers, whether members have different ones
   */
  private record Partition(int[] classes, List<Boolean> differs) {}

  private record Place(int before, Expression fact) {}

  private final List<Member> members = new ArrayList<>();
  private Partition partition;

  Cluster(Member first) {
    members.add(first);
    partition = refined(new Partition(new int[first.skeleton().holes().size()], List.of(false)), first);
  }

  List<Member> members() {
    return members;
  }

  /** Whether there was room for another one. */
  boolean add(Member member) {
    Partition fine = refined(partition, member);
    boolean fits = bytes(fine) <= ROOM;
    if (fits) {
      partition = fine;
      members.add(member);
    }
    return fits;
  }

  /** The holes in which they differ; those that have the same in each member together. */
  List<List<Integer>> differing() {
    List<List<Integer>> all = new ArrayList<>();
    partition.differs.forEach(_ -> all.add(new ArrayList<>()));
    for (int i = 0; i < partition.classes.length; i++) {
      all.get(partition.classes[i]).add(i);
    }
    return all.stream().filter(same -> partition.differs.get(partition.classes[same.getFirst()])).toList();
  }

  private Partition refined(Partition coarse, Member member) {
    Map<Place, Integer> numbers = new HashMap<>();
    int[] classes = new int[coarse.classes.length];
    List<Boolean> differs = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      Expression fact = member.fact(i);
      classes[i] = numbers.computeIfAbsent(new Place(coarse.classes[i], fact), _ -> numbers.size());
      if (classes[i] == differs.size()) {
        differs.add(coarse.differs.get(coarse.classes[i]) || !fact.equals(members.getFirst().fact(i)));
      }
    }
    return new Partition(classes, differs);
  }

  private int bytes(Partition of) {
    int bytes = 0;
    List<Boolean> counted = new ArrayList<>(of.differs);
    for (int i = 0; i < of.classes.length; i++) {
      if (counted.set(of.classes[i], false)) {
        bytes += Closed.bytes(members.getFirst().fact(i));
      }
    }
    return bytes;
  }
}
