package adjoint.runtime;

/** A kind of problem that a message can be about. Each has a page beside the class that lists it, shown by `nn explain`. */
public interface ProblemKind {

  /** `NN0901`: what a message has in its brackets, and the name of the page. */
  String code();

  /** What is wrong, in a few words: the head of the page. */
  String title();
}
