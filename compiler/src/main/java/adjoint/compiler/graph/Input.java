package adjoint.compiler.graph;

/**
 * A value that comes from outside.
 *
 * @param name for data the field's name; for parameters, states and moments the path: `linear1.weight`; for settings the
 *     setting's: `lr`
 */
public record Input(Value value, Role role, String name) {

  public enum Role {
    /** A field of the batch, or an argument of a model. */
    DATA,
    /** Trained; lives in the store. */
    PARAMETER,
    /** Changed by `<-` in layers, such as running means; lives in the store. */
    STATE,
    /** An optimizer's state of one parameter, path `m(linear1.weight)`; lives in the store. */
    MOMENT,
    /** A scalar that the run gives anew at each step, such as a scheduled learning rate. */
    SETTING
  }

  public Input with(Value value) {
    return new Input(value, role, name);
  }

  /** Whether it lives in the store, from step to step. */
  public boolean isStored() {
    return role != Role.DATA && role != Role.SETTING;
  }
}
