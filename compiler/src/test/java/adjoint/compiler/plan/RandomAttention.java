package adjoint.compiler.plan;

import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Attention of random sizes under a random mask (one triangle or the other, or a band along the diagonal), with its gradients:
 * the same for the same seed.
 */
public final class RandomAttention {

  /** The size of an open dim. */
  public static final Map<String, Long> DIMS = Map.of("Batch", 1L, "T", 61L);

  private static final String TEXT =
      """
          graph attention
          %0 q: real[Batch, T<T>, H=2, K=<K>] = data
          %1 k: real[Batch, T<T>, H=2, K=<K>] = data
          %2 v: real[Batch, T<T>, H=2, K=<K>] = data
          %3 w: real[Batch, T<T>, H=2, K=<K>] = data
          %10 s: real[Batch, T<T>, H=2, S<T>] = for i5:Batch, i6:T<T>, i7:H=2, i8:S<T> sum i9:K=<K> { %0[i5, i6, i7, i9] * %1[i5, i8, i7, i9] }
          %15 c: real[Batch, T<T>, H=2, S<T>] = for i11:Batch, i12:T<T>, i13:H=2, i14:S<T> { <MASKED> }
          %20 m: real[Batch, T<T>, H=2] = for i16:Batch, i17:T<T>, i18:H=2 max i19:S<T> { <MAX> }
          %25 e: real[Batch, T<T>, H=2, S<T>] = for i21:Batch, i22:T<T>, i23:H=2, i24:S<T> { exp(%15[i21, i22, i23, i24] - %20[i21, i22, i23]) }
          %30 z: real[Batch, T<T>, H=2] = for i26:Batch, i27:T<T>, i28:H=2 sum i29:S<T> { %25[i26, i27, i28, i29] }
          %35 p: real[Batch, T<T>, H=2, S<T>] = for i31:Batch, i32:T<T>, i33:H=2, i34:S<T> { %25[i31, i32, i33, i34] / %30[i31, i32, i33] }
          %40 y: real[Batch, T<T>, H=2, K=<K>] = for i36:Batch, i37:T<T>, i38:H=2, i39:K=<K> sum i41:S<T> { %35[i36, i37, i38, i41] * %2[i36, i41, i38, i39] }
          %50 loss: real = sum i51:Batch, i52:T<T>, i53:H=2, i54:K=<K> { %40[i51, i52, i53, i54] * %3[i51, i52, i53, i54] }
          output y = %40
          """;

  private RandomAttention() {}

  public static Graph of(long seed) {
    Random random = new Random(seed);
    List<String> masks = List.of(
        "at(i14) <= at(i12) ? <S> : -inf",
        "at(i14) > at(i12) ? -inf : <S>",
        "at(i14) < at(i12 + <N>) ? <S> : -inf",
        "at(i12) <= at(i14) ? <S> : -inf",
        "at(i14) <= at(i12) and at(i12) < at(i14 + <N>) ? <S> : -inf",
        "at(i14) < at(i12 + <N>) and at(i12) < at(i14 + <N>) ? <S> : -inf");
    String size = random.nextInt(4) == 0 ? "" : "=" + (32 + random.nextInt(70));
    String most = random.nextInt(4) == 0 ? "%15[i16, i17, i18, i19]" : "detach(%15[i16, i17, i18, i19])";
    String text = TEXT.replace("<MAX>", most).replace("<MASKED>", masks.get((int) seed % masks.size()))
        .replace("<S>", "0.25 * %10[i11, i12, i13, i14]").replace("<N>", "" + (1 + random.nextInt(40)))
        .replace("<T>", size).replace("<K>", "" + (1 + random.nextInt(4)) * 8);
    Graph forward = GraphParser.parse(text);
    GraphBuilder builder = GraphBuilder.of(forward);
    List<Value> by = forward.inputs().subList(0, 3).stream().map(i -> i.value()).toList();
    Value loss = forward.definitions().getLast().result();
    List<Value> gradients = Gradient.of(builder, loss, by);
    for (int i = 0; i < by.size(); i++) {
      builder.output("d" + by.get(i).name(), false, gradients.get(i));
    }
    return builder.build(forward.name());
  }
}
