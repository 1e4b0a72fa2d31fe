package adjoint.compiler.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.RandomSubscripts;
import adjoint.compiler.graph.Samples;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Setting;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.graph.Verifier;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a read sends back, gathered at each place by the solved equations, against all the settings that name it. */
class InversionTest {

  private static final int SAMPLES = Samples.of(400);

  /** Where reads are; each with how many, of 100, have to be solved instead of scattered. */
  private enum Kind {
    ANYWHERE(40), SUMS(100), SPLITS(85);

    private final int solved;

    Kind(int solved) {
      this.solved = solved;
    }
  }

  private final Random random = new Random(11);

  @ParameterizedTest
  @EnumSource
  void gathersExactlyWhatIsSent(Kind kind) {
    int solved = 0;
    for (int i = 0; i < SAMPLES; i++) {
      List<Size> sizes = i % 3 == 0 ? List.of(Size.open("W"), Size.open("W").plus(1)) : List.of();
      solved += gathers(kind, sizes) ? 1 : 0;
    }
    assertThat(solved * 100 / SAMPLES).as("of 100 are solved").isGreaterThanOrEqualTo(kind.solved);
  }

  private boolean gathers(Kind kind, List<Size> sizes) {
    GraphBuilder builder = new GraphBuilder();
    List<Index> variables = new ArrayList<>();
    for (int count = random.nextInt(1, 4); count > 0; count--) {
      variables.add(builder.index("I", size(sizes, 4)));
    }
    List<Subscript> at = places(kind, variables, sizes);
    List<Axis> axes = at.stream().map(s -> new Axis("X", size(sizes, 7))).toList();
    Value sent = builder.input(Input.Role.DATA, "sent", Element.REAL, variables.stream().map(Index::axis).toList());
    Value target = builder.input(Input.Role.DATA, "target", Element.REAL, axes);
    Flow flow = Flow.of(new Scalar.Read(target, at), variables, List.of(),
        Arriving.of(GraphBuilder.read(sent, variables), Divergent.NOTHING), Origin.NONE);
    Optional<Operation.Comprehension> gathered =
        new Inversion(builder).gather(flow).map(Inversion.Gather::operation);
    gathered.ifPresent(g -> {
      builder.output("arrived", false, builder.add("arrived", g, Origin.NONE));
      Graph graph = Verifier.verified(builder.build("inverted"));
      for (long w : sizes.isEmpty() ? List.of(1L) : List.of(1L, 2L, 3L, 5L)) {
        agrees(graph, Compiler.simplified(graph), variables, at, Map.of("W", w));
      }
    });
    return gathered.isPresent();
  }

  private Size size(List<Size> sizes, int most) {
    return !sizes.isEmpty() && random.nextBoolean()
        ? sizes.get(random.nextInt(sizes.size()))
        : Size.of(random.nextInt(1, most + 1));
  }

  private List<Subscript> places(Kind kind, List<Index> variables, List<Size> sizes) {
    RandomSubscripts subscripts = new RandomSubscripts(random, sizes);
    return switch (kind) {
      case ANYWHERE -> random.ints(random.nextInt(1, 3)).mapToObj(i -> subscripts.of(variables, 2)).toList();
      case SUMS -> List.of(sum(variables, sizes));
      case SPLITS -> split(sum(variables, sizes), Size.of(random.nextInt(1, 4)), size(sizes, 4));
    };
  }

  private Subscript sum(List<Index> variables, List<Size> sizes) {
    Subscript sum = Subscript.of(random.nextInt(-1, 2));
    for (Index index : variables) {
      sum = sum.plus(Subscript.of((Subscript.Atom) index).times(size(sizes, 7)));
    }
    return sum;
  }

  /** The digits of a position. */
  private List<Subscript> split(Subscript of, Size low, Size high) {
    return switch (random.nextInt(3)) {
      case 0 -> List.of(of.floorDiv(low), of.modulo(low));
      case 1 -> List.of(of.modulo(low.times(high)).floorDiv(low), of.modulo(low));
      default -> List.of(of.floorDiv(low.times(high)), of.floorDiv(low).modulo(high), of.modulo(low));
    };
  }

  private void agrees(Graph graph, Graph optimized, List<Index> variables, List<Subscript> at,
      Map<String, Long> dims) {
    List<Value> inputs = graph.inputs().stream().map(Input::value).toList();
    double[] sent = random.doubles(inputs.get(0).count().evaluate(dims::get)).toArray();
    double[] nothing = new double[(int) inputs.get(1).count().evaluate(dims::get)];
    Arguments arguments = new Arguments(dims, Map.of("sent", sent, "target", nothing));
    double[] expected = scattered(variables, at, inputs.get(1), sent, dims);
    for (Graph form : List.of(graph, optimized)) {
      double[] arrived = Interpreter.evaluate(form, arguments).output("arrived");
      assertThat(arrived).as(() -> "at %s of %s for %s:%n%s".formatted(at.stream().map(GraphPrinter::print).toList(),
          variables.stream().map(Index::size).toList(), dims, GraphPrinter.print(form)))
          .containsExactly(expected, within(1e-9));
    }
  }

  /** One setting after the other; what is sent outside is lost. */
  private static double[] scattered(List<Index> variables, List<Subscript> at, Value target, double[] sent,
      Map<String, Long> dims) {
    double[] arrived = new double[(int) target.count().evaluate(dims::get)];
    List<Setting> settings = Setting.all(dims, variables, Map.of(), new Random(0));
    for (int i = 0; i < sent.length; i++) {
      long place = 0;
      boolean inside = true;
      for (int axis = 0; axis < at.size(); axis++) {
        long size = settings.get(i).value(target.axes().get(axis).size());
        long position = settings.get(i).value(at.get(axis));
        inside &= position >= 0 && position < size;
        place = place * size + position;
      }
      if (inside) {
        arrived[(int) place] += sent[i];
      }
    }
    return arrived;
  }
}
