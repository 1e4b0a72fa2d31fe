package adjoint.compiler.plan;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import java.util.Map;
import java.util.TreeMap;

/** Graphs that have the shapes of real programs, by name. */
public final class SampleGraphs {

  private SampleGraphs() {}

  /** A training step of a classifier with one hidden layer, with momentum: forward, backward, update. */
  public static String mlp(int pixels, int hidden, int digits) {
    return """
        graph step
        %0 image: real[Batch, Pixel=<P>] = data
        %1 label: int[Batch] = data
        %2 w1: real[Pixel=<P>, Hidden=<H>] = parameter
        %3 b1: real[Hidden=<H>] = parameter
        %4 w2: real[Hidden=<H>, Digit=<D>] = parameter
        %5 b2: real[Digit=<D>] = parameter
        %6 lr: real = setting
        %7 m_w1: real[Pixel=<P>, Hidden=<H>] = moment
        %8 m_b1: real[Hidden=<H>] = moment
        %9 m_w2: real[Hidden=<H>, Digit=<D>] = moment
        %10 m_b2: real[Digit=<D>] = moment
        %23 z1: real[Batch, Hidden=<H>] = for i20:Batch, i21:Hidden=<H> sum i22:Pixel=<P> { %0[i20, i22] * %2[i22, i21] }
        %26 h1: real[Batch, Hidden=<H>] = for i24:Batch, i25:Hidden=<H> { %23[i24, i25] + %3[i25] }
        %29 a1: real[Batch, Hidden=<H>] = for i27:Batch, i28:Hidden=<H> { relu(%26[i27, i28]) }
        %33 z2: real[Batch, Digit=<D>] = for i30:Batch, i31:Digit=<D> sum i32:Hidden=<H> { %29[i30, i32] * %4[i32, i31] }
        %36 logits: real[Batch, Digit=<D>] = for i34:Batch, i35:Digit=<D> { %33[i34, i35] + %5[i35] }
        %39 most: real[Batch] = for i37:Batch max i38:Digit=<D> { %36[i37, i38] }
        %42 e: real[Batch, Digit=<D>] = for i40:Batch, i41:Digit=<D> { exp(%36[i40, i41] - %39[i40]) }
        %45 s: real[Batch] = for i43:Batch sum i44:Digit=<D> { %42[i43, i44] }
        %47 nll: real[Batch] = for i46:Batch { log(%45[i46]) + %39[i46] - %36[i46, %1[i46]] }
        %49 total: real = sum i48:Batch { %47[i48] }
        %50 loss: real = { %49[] / size(Batch) }
        %53 dlogits: real[Batch, Digit=<D>] = for i51:Batch, i52:Digit=<D> { (%42[i51, i52] / %45[i51] - (at(i52) == %1[i51] ? 1 : 0)) / size(Batch) }
        %57 dw2: real[Hidden=<H>, Digit=<D>] = for i54:Hidden=<H>, i55:Digit=<D> sum i56:Batch { %29[i56, i54] * %53[i56, i55] }
        %60 db2: real[Digit=<D>] = for i58:Digit=<D> sum i59:Batch { %53[i59, i58] }
        %64 da1: real[Batch, Hidden=<H>] = for i61:Batch, i62:Hidden=<H> sum i63:Digit=<D> { %53[i61, i63] * %4[i62, i63] }
        %67 dh1: real[Batch, Hidden=<H>] = for i65:Batch, i66:Hidden=<H> { %26[i65, i66] > 0 ? %64[i65, i66] : 0 }
        %71 dw1: real[Pixel=<P>, Hidden=<H>] = for i68:Pixel=<P>, i69:Hidden=<H> sum i70:Batch { %0[i70, i68] * %67[i70, i69] }
        %74 db1: real[Hidden=<H>] = for i72:Hidden=<H> sum i73:Batch { %67[i73, i72] }
        %77 nm_w1: real[Pixel=<P>, Hidden=<H>] = for i75:Pixel=<P>, i76:Hidden=<H> { 0.9 * %7[i75, i76] + %71[i75, i76] }
        %80 nw1: real[Pixel=<P>, Hidden=<H>] = for i78:Pixel=<P>, i79:Hidden=<H> { %2[i78, i79] - %6[] * %77[i78, i79] }
        %82 nm_b1: real[Hidden=<H>] = for i81:Hidden=<H> { 0.9 * %8[i81] + %74[i81] }
        %84 nb1: real[Hidden=<H>] = for i83:Hidden=<H> { %3[i83] - %6[] * %82[i83] }
        %87 nm_w2: real[Hidden=<H>, Digit=<D>] = for i85:Hidden=<H>, i86:Digit=<D> { 0.9 * %9[i85, i86] + %57[i85, i86] }
        %90 nw2: real[Hidden=<H>, Digit=<D>] = for i88:Hidden=<H>, i89:Digit=<D> { %4[i88, i89] - %6[] * %87[i88, i89] }
        %92 nm_b2: real[Digit=<D>] = for i91:Digit=<D> { 0.9 * %10[i91] + %60[i91] }
        %94 nb2: real[Digit=<D>] = for i93:Digit=<D> { %5[i93] - %6[] * %92[i93] }
        output loss = %50
        store w1 = %80
        store b1 = %84
        store w2 = %90
        store b2 = %94
        store m_w1 = %77
        store m_b1 = %82
        store m_w2 = %87
        store m_b2 = %92
        """
        .replace("<P>", "" + pixels).replace("<H>", "" + hidden).replace("<D>", "" + digits);
  }

  private static final String SOFTMAX = """
      graph softmax
      %0 x: real[Batch, D=5] = data
      %1 w: real[D=5] = parameter
      %4 a: real[Batch, D=5] = for i2:Batch, i3:D=5 { %0[i2, i3] * %1[i3] }
      %7 b: real[Batch, D=5] = for i5:Batch, i6:D=5 { exp(%4[i5, i6]) + %4[i5, i6] }
      %10 s: real[Batch] = for i8:Batch sum i9:D=5 { %7[i8, i9] }
      %13 y: real[Batch, D=5] = for i11:Batch, i12:D=5 { %7[i11, i12] / %10[i11] }
      %15 g: real[D=5] = for i14:D=5 sum i20:Batch { %13[i20, i14] }
      %17 n: real[D=5] = for i16:D=5 { %1[i16] - %15[i16] }
      output y = %13
      store w = %17
      """;

  /** Two parameters change places, one is read again after its update, one result is an input. */
  private static final String SWAP = """
      graph swap
      %0 x: real[Batch, D=5] = data
      %1 a: real[D=5] = parameter
      %2 b: real[D=5] = parameter
      %3 c: real[D=5] = state
      %6 y: real[Batch, D=5] = for i4:Batch, i5:D=5 { %0[i4, i5] + %1[i5] * %3[i5] }
      %8 nc: real[D=5] = for i7:D=5 { %3[i7] * 2 + %3[4 - i7] }
      %11 z: real[Batch, D=5] = for i9:Batch, i10:D=5 { %6[i9, i10] - %8[i10] + %3[i10] }
      output y = %6
      output x = %0
      output y2 = %6
      output z = %11
      store a = %2
      store b = %1
      store c = %8
      """;

  private static final String CONVOLUTION =
      """
          graph convolution
          %0 x: real[Batch, C=3, H=8, W=9] = data
          %1 w: real[C=3, K=3, L=3, F=4] = parameter
          %2 b: real[F=4] = parameter
          %10 y: real[Batch, F=4, H=8, W=9] = for i3:Batch, i4:F=4, i5:H=8, i6:W=9 sum i7:C=3, i8:K=3, i9:L=3 { (at(i5 + i8 - 1) >= at(0) and at(i5 + i8 - 1) < at(8) and at(i6 + i9 - 1) >= at(0) and at(i6 + i9 - 1) < at(9) ? %0[i3, i7, i5 + i8 - 1, i6 + i9 - 1] : 0) * %1[i7, i8, i9, i4] }
          %15 r: real[Batch, F=4, H=8, W=9] = for i11:Batch, i12:F=4, i13:H=8, i14:W=9 { relu(%10[i11, i12, i13, i14] + %2[i12]) }
          %22 p: real[Batch, F=4, H=4, W=3] = for i16:Batch, i17:F=4, i18:H=4, i19:W=3 max i20:K=2, i21:L=3 { %15[i16, i17, i18*2 + i20, i19*3 + i21] }
          %30 dw: real[C=3, K=3, L=3, F=4] = for i23:C=3, i24:K=3, i25:L=3, i26:F=4 sum i27:Batch, i28:H=8, i29:W=9 { at(i28 + i24 - 1) >= at(0) and at(i28 + i24 - 1) < at(8) and at(i29 + i25 - 1) >= at(0) and at(i29 + i25 - 1) < at(9) ? %0[i27, i23, i28 + i24 - 1, i29 + i25 - 1] * %15[i27, i26, i28, i29] : 0 }
          %37 n: real[Batch, C=3] = for i31:Batch, i32:C=3 sum i33:H=8, i34:W=9 { %0[i31, i32, i33, i34] }
          %40 mean: real[F=4] = for i38:F=4 sum i39:Batch, i41:H=8, i42:W=9 { %15[i39, i38, i41, i42] / (size(Batch) * 72) }
          %47 var: real[F=4] = for i43:F=4 sum i44:Batch, i45:H=8, i46:W=9 { (%15[i44, i43, i45, i46] - %40[i43]) * (%15[i44, i43, i45, i46] - %40[i43]) / (size(Batch) * 72) }
          %52 bn: real[Batch, F=4, H=8, W=9] = for i48:Batch, i49:F=4, i50:H=8, i51:W=9 { (%15[i48, i49, i50, i51] - %40[i49]) / sqrt(%47[i49] + 0.001) }
          output p = %22
          output dw = %30
          output n = %37
          output bn = %52
          """;

  private static final String RECURRENT =
      """
          graph recurrent
          %0 x: real[Batch, T, In=6] = data
          %1 wi: real[In=6, H=16] = parameter
          %2 wh: real[H=16, H'=16] = parameter
          %3 h0: real[Batch, H=16] = data
          %6 c0: real[Batch, H=16] = for i4:Batch, i5:H=16 { 0 }
          %12 xi: real[Batch, T, H=16] = for i7:Batch, i8:T, i9:H=16 sum i10:In=6 { %0[i7, i8, i10] * %1[i10, i9] }
          %40 h: real[Batch, H=16], %41 c: real[Batch, H=16], %42 hs: real[T, Batch, H=16], %43 zs: real[T, Batch, H=16] = scan i13:T {
            %14 he: real[Batch, H=16] = carry %3 next %30
            %15 ce: real[Batch, H=16] = carry %6 next %26
            %20 z: real[Batch, H=16] = for i16:Batch, i17:H=16 sum i18:H=16 { %14[i16, i18] * %2[i18, i17] }
            %23 u: real[Batch, H=16] = for i21:Batch, i22:H=16 { tanh(%20[i21, i22] + %12[i21, i13, i22]) }
            %26 cn: real[Batch, H=16] = for i24:Batch, i25:H=16 { %15[i24, i25] * 0.5 + %23[i24, i25] }
            %30 hn: real[Batch, H=16] = for i27:Batch, i28:H=16 { tanh(%26[i27, i28]) * sigmoid(%23[i27, i28]) }
            yield %30, %15
          }
          %60 g: real[Batch, H=16], %61 gs: real[T, Batch, H=16] = scan reverse i44:T {
            %45 ge: real[Batch, H=16] = carry %40 next %53
            %48 d: real[Batch, H=16] = for i46:Batch, i47:H=16 { (1 - %42[i44, i46, i47] * %42[i44, i46, i47]) * %45[i46, i47] }
            %53 gn: real[Batch, H=16] = for i49:Batch, i50:H=16 sum i51:H=16 { %48[i49, i51] * %2[i50, i51] }
            yield %48
          }
          %68 dwh: real[H=16, H'=16] = for i62:H=16, i63:H'=16 sum i64:T, i65:Batch { %42[i64, i65, i62] * %61[i64, i65, i63] }
          %72 nwh: real[H=16, H'=16] = for i70:H=16, i71:H'=16 { %2[i70, i71] - 0.1 * %68[i70, i71] }
          output h = %40
          output c = %41
          output hs = %42
          output cs = %43
          output g = %60
          store wh = %72
          """;

  /** A carry that is shifted through another, one that stays, and a scan in a scan. */
  private static final String NESTED = """
      graph nested
      %0 x: real[T, D=5] = data
      %3 zero: real[D=5] = for i2:D=5 { 0 }
      %30 a: real[D=5], %31 b: real[D=5], %32 k: real[D=5], %33 as: real[T, D=5] = scan i4:T {
        %5 ae: real[D=5] = carry %3 next %8
        %6 be: real[D=5] = carry %3 next %5
        %7 ke: real[D=5] = carry %3 next %7
        %20 inner: real[D=5], %21 all: real[K=3, D=5] = scan i10:K=3 {
          %11 ie: real[D=5] = carry %5 next %14
          %14 in: real[D=5] = for i12:D=5 { %11[i12] * 0.5 + %0[i4, i12] + at(i10) }
          yield %14
        }
        %8 an: real[D=5] = for i9:D=5 sum i22:K=3 { %21[i22, i9] + %6[4 - i9] + %20[i9] }
        yield %8
      }
      output a = %30
      output b = %31
      output k = %32
      output as = %33
      """;

  private static final String LOOKUP =
      """
          graph lookup
          %0 token: int[Batch, T] = data
          %1 table: real[V=2, D=8] = parameter
          %5 e: real[Batch, T, D=8] = for i2:Batch, i3:T, i4:D=8 { %1[%0[i2, i3], i4] }
          %8 best: int[Batch, T] = for i6:Batch, i7:T argmax i9:D=8 { %5[i6, i7, i9] }
          %12 hit: real[Batch] = for i10:Batch sum i11:T { at(%8[i10, i11]) == 3 ? 1 : 0 }
          %16 de: real[Batch, T, D=8] = for i13:Batch, i14:T, i15:D=8 { 2 * %5[i13, i14, i15] * draw(7, i13*8 + i15) }
          %21 dt: real[V=2, D=8] = for i17:V=2, i18:D=8 scatter i19:Batch, i20:T, i22:D=8 at [%0[i19, i20], i22] { %16[i19, i20, i22] }
          %25 nt: real[V=2, D=8] = for i23:V=2, i24:D=8 { %1[i23, i24] - %21[i23, i24] }
          %28 least: bool[Batch] = for i26:Batch any i27:T { %8[i26, i27] < 2 }
          output hit = %12
          output best = %8
          output least = %28
          store table = %25
          """;

  /** The inner guard is about one axis, the outer one about the other: only both together show that a read is inside. */
  private static final String GUARDS =
      """
          graph guards
          %0 x: real[D=5, E=17] = data
          %3 y: real[F=8] = for i1:F=8 sum i2:G=4 { at(i1 - 2) >= 0 and at(i1 - 2) < 5 and at(i1 - i2) >= 0 ? %0[i1 - 2, i1 - i2] - (at(i1 - i2 - 1) >= 0 ? %0[i1 - 2, i1 - i2 - 1] : 0) : 0 }
          output y = %3
          """;

  /** What costs much depends on fewer indices, but may only be read where the guard holds. */
  private static final String INVARIANT = """
      graph invariant
      %0 v: real[B=3] = data
      %1 x: real[D=4, A=5] = data
      %4 y: real[D=4, A=5] = for i2:D=4, i3:A=5 { at(i3) < 3 ? %1[i2, i3] * sqrt(abs(%0[i3])) : 0 }
      output y = %4
      """;

  /** Products that readers look at in different parts, and one that one of them looks at as a whole. */
  private static final String MASKED =
      """
          graph masked
          %0 a: real[Batch, T=40, K=4] = data
          %1 b: real[Batch, S=40, K=4] = data
          %7 s: real[Batch, T=40, S=40] = for i2:Batch, i3:T=40, i4:S=40 sum i5:K=4 { %0[i2, i3, i5] * %1[i2, i4, i5] }
          %17 u: real[Batch, T=40, S=40] = for i12:Batch, i13:T=40, i14:S=40 sum i15:K=4 { %0[i12, i13, i15] * %1[i12, 39 - i14, i15] }
          %23 y: real[Batch, T=40] = for i20:Batch, i21:T=40 sum i22:S=40 { at(i22) <= at(i21) ? %7[i20, i21, i22] * %17[i20, i21, i22] : 0 }
          %33 z: real[Batch, T=40] = for i30:Batch, i31:T=40 sum i32:S=40 { at(i32) <= at(i31 + 3) ? %7[i30, i31, i32] : 0 }
          %43 w: real[Batch, T=40] = for i40:Batch, i41:T=40 sum i42:S=40 { %17[i40, i41, i42] }
          output y = %23
          output z = %33
          output w = %43
          """;

  public static Map<String, Graph> all() {
    Map<String, Graph> graphs = new TreeMap<>();
    graphs.put("mlp", GraphParser.parse(mlp(20, 24, 10)));
    for (String text : new String[]{SOFTMAX, SWAP, CONVOLUTION, RECURRENT, NESTED, LOOKUP, GUARDS, INVARIANT, MASKED}) {
      Graph graph = GraphParser.parse(text);
      graphs.put(graph.name(), graph);
    }
    return graphs;
  }
}
