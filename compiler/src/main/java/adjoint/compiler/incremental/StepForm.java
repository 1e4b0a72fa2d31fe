package adjoint.compiler.incremental;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.optimize.RemoveDead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A graph that gives the row of one position of a sequence, as one step: it takes the token at that position alone, and memories,
 * which it gives back with what the step adds. A memory holds the rows so far of a value whose earlier rows are read, or what a
 * scan along the positions carries.
 *
 * @param graph the step; empty where rows may depend on later positions
 * @param why it is empty
 */
public record StepForm(Optional<Graph> graph, String why) {

  /** What the names of memories begin with, among inputs and among outputs. */
  public static final String MEMORY = "memory ";

  /**
   * Derives it.
   *
   * @param whole takes the tokens of all positions, and last the position whose row it gives
   * @param feed the input of the tokens; its last axis goes along the positions
   */
  public static StepForm of(Graph whole, String feed) {
    Graph graph = new RemoveDead().apply(whole);
    List<Input> data = graph.inputs().stream().filter(i -> i.role() == Input.Role.DATA).toList();
    Optional<Value> fed = data.stream().filter(i -> i.name().equals(feed)).map(Input::value).findFirst();
    Value place = data.getLast().value();
    if (fed.isEmpty() || !place.axes().isEmpty()) {
      return new StepForm(Optional.empty(), "its result doesn't depend on the tokens position by position");
    }
    try {
      Rows rows = Causality.of(graph, fed.get(), place);
      return new StepForm(Optional.of(built(graph, fed.get(), place, rows)), "");
    } catch (NotCausal reason) {
      return new StepForm(Optional.empty(), reason.getMessage());
    }
  }

  private static Graph built(Graph graph, Value feed, Value place, Rows rows) {
    StepBuilding building = new StepBuilding(graph.next(), rows, place);
    Value token = building.token(feed);
    List<Definition> definitions = building.block(graph.definitions());
    List<Input> inputs = new ArrayList<>();
    graph.inputs().forEach(i -> inputs.add(i.value().equals(feed) ? i.with(token) : i));
    inputs.addAll(building.memories());
    List<Output> outputs = new ArrayList<>();
    graph.outputs().forEach(o -> outputs.add(o.with(building.now(o.value()))));
    outputs.addAll(building.kept());
    return new Graph(graph.name(), inputs, definitions, outputs);
  }

  /** Whether a subscript is the position that is asked for. */
  static boolean isAt(Value place, Subscript subscript) {
    return subscript.asAtom().orElse(null) instanceof Subscript.Lookup lookup && lookup.table().equals(place);
  }
}
