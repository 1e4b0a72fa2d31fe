package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import adjoint.runtime.text.Words;
import java.util.List;

/** Something that was decided about a value on the way to a plan, and why. */
public sealed interface Decision {

  Value value();

  /** The same for who reads a plan, behind the value's name. */
  String words();

  /** That it is in memory. */
  record Kept(Value value, Keeping why, int readers, int operations) implements Decision {
    @Override
    public String words() {
      return "kept, " + switch (why) {
        case RESULT -> "as a result";
        case REDUCTION -> "since a reduction is computed once";
        case READ_WHOLE -> "since it is read as a whole";
        case COST -> "since " + read(readers) + " and computing it takes " + Words.count(operations, "operation");
      };
    }
  }

  /** Why a value is kept. */
  enum Keeping {
    RESULT, REDUCTION, READ_WHOLE, COST
  }

  /** @param into what reads it, and computes it there */
  record Inlined(Value value, List<Value> into, int operations) implements Decision {
    public Inlined {
      into = List.copyOf(into);
    }

    @Override
    public String words() {
      return "not kept, computed where it is read: " + read(into.size()) + " and it takes "
          + Words.count(operations, "operation");
    }
  }

  /** That it is a sum of products. */
  record Contracted(Value value, String over) implements Decision {
    @Override
    public String words() {
      return "contraction over " + over;
    }
  }

  /** That the left operand of its sum of products is computed before. */
  record OperandBefore(Value value) implements Decision {
    @Override
    public String words() {
      return "its left operand is computed before, being an expression";
    }
  }

  /** @param of what its windows lie in: they are read in a copy of it */
  record WindowsBefore(Value value, Value of) implements Decision {
    @Override
    public String words() {
      return "its windows are read in a copy of " + name(of) + " with their margin";
    }
  }

  /** That it is computed in pieces, each without the guards that decide among them. */
  record InPieces(Value value, int pieces) implements Decision {
    @Override
    public String words() {
      return "in " + pieces + " pieces";
    }
  }

  /** @param kernel the first value of a kernel that it could have been part of */
  record Apart(Value value, Value kernel, Boundary why) implements Decision {
    @Override
    public String words() {
      return "not in the kernel of " + name(kernel) + ", " + why.words();
    }
  }

  /** What is between two kernels. */
  sealed interface Boundary {

    String words();

    /** Another kernel must run in between. */
    record NeededBefore(Value operand) implements Boundary {
      @Override
      public String words() {
        return "as " + operand.name() + " is needed whole before";
      }
    }

    /** They don't fit together. */
    enum Misfit implements Boundary {
      TOO_LARGE("which would grow too large"),
      LOOKS_UP("which it looks up"),
      NOT_ELEMENTWISE("not elementwise over its result"),
      OTHER_LAYOUT("laid out another way"),
      NO_COMMON_INDEX("no outer index in common"),
      ALONG_THE_LANES("whose outer indices run along the lanes");

      private final String words;

      Misfit(String words) {
        this.words = words;
      }

      @Override
      public String words() {
        return words;
      }
    }
  }

  /** A line each about all that have something to be called by. */
  static List<String> notes(List<Decision> decisions) {
    return decisions.stream().filter(Decision::isShown).map(each -> name(each.value()) + ": " + each.words()).toList();
  }

  /** Whether a reader can tell which value it is about: of what is kept or not there are many without a name. */
  private boolean isShown() {
    return switch (this) {
      case Kept kept -> !kept.value().name().isEmpty();
      case Inlined inlined -> !inlined.value().name().isEmpty();
      case Contracted _,OperandBefore _,WindowsBefore _,InPieces _,Apart _ -> true;
    };
  }

  /** What a value is called, or its number. */
  static String name(Value value) {
    return value.name().isEmpty() ? value.toString() : value.name();
  }

  private static String read(int kernels) {
    return kernels == 1 ? "one kernel reads it" : kernels + " kernels read it";
  }
}
