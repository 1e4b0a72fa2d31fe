package adjoint.compiler.pack;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What of a method can run where some classes have no objects: their {@code instanceof} is false, so that the branch for them goes, and nothing
 * catches them.
 */
final class LiveCode {

  private final List<CodeElement> elements;
  private final Predicate<String> empty;
  private final Map<Label, Integer> places = new HashMap<>();
  private final BitSet live = new BitSet();
  private final Deque<Integer> open = new ArrayDeque<>();

  /** @param empty whether a class, by its internal name, has no objects */
  LiveCode(CodeModel code, Predicate<String> empty) {
    this.elements = code.elementList();
    this.empty = empty;
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof LabelTarget target) {
        places.put(target.label(), i);
      }
    }
    open.add(0);
    follow();
  }

  /** The instructions that can run. */
  List<CodeElement> instructions() {
    return live.stream().mapToObj(elements::get).toList();
  }

  /** Puts the same code without the rest in a method's place. */
  CodeTransform transform() {
    return CodeTransform.ofStateful(() -> {
      int[] next = {0};
      return (builder, element) -> {
        int at = next[0]++;
        if (stays(at)) {
          folded(at).forEach(builder::with);
        }
      };
    });
  }

  private void follow() {
    do {
      while (!open.isEmpty()) {
        run(open.pop());
      }
      handlers();
    } while (!open.isEmpty());
  }

  /** Goes on from a place to where a jump is certain. */
  private void run(int start) {
    int at = start;
    while (at < elements.size() && !live.get(at)) {
      live.set(at);
      CodeElement element = elements.get(at);
      targets(at).forEach(label -> open.add(places.get(label)));
      if (isEnd(element) || isAlwaysFalse(at) && element instanceof BranchInstruction b && b.opcode() == Opcode.IFEQ) {
        return;
      }
      at++;
    }
  }

  private List<Label> targets(int at) {
    CodeElement element = elements.get(at);
    if (element instanceof BranchInstruction b) {
      return b.opcode() == Opcode.IFNE && isAlwaysFalse(at) ? List.of() : List.of(b.target());
    }
    if (element instanceof LookupSwitchInstruction s) {
      return targets(s.cases(), s.defaultTarget());
    }
    return element instanceof TableSwitchInstruction s ? targets(s.cases(), s.defaultTarget()) : List.of();
  }

  private static List<Label> targets(List<SwitchCase> cases, Label otherwise) {
    List<Label> targets = new ArrayList<>(cases.stream().map(SwitchCase::target).toList());
    targets.add(otherwise);
    return targets;
  }

  private static boolean isEnd(CodeElement element) {
    return element instanceof ReturnInstruction || element instanceof ThrowInstruction
        || element instanceof LookupSwitchInstruction || element instanceof TableSwitchInstruction
        || element instanceof BranchInstruction b && (b.opcode() == Opcode.GOTO || b.opcode() == Opcode.GOTO_W);
  }

  private void handlers() {
    for (CodeElement element : elements) {
      if (element instanceof ExceptionCatch c && catches(c)) {
        int handler = places.get(c.handler());
        if (!live.get(handler)) {
          open.add(handler);
        }
      }
    }
  }

  private boolean catches(ExceptionCatch handler) {
    if (handler.catchType().map(ClassEntry::asInternalName).filter(empty).isPresent()) {
      return false;
    }
    int end = places.get(handler.tryEnd());
    for (int at = live.nextSetBit(places.get(handler.tryStart())); at >= 0 && at < end; at = live.nextSetBit(at + 1)) {
      if (!(elements.get(at) instanceof PseudoInstruction)) {
        return true;
      }
    }
    return false;
  }

  /** Labels stay, since what is live may be between two of them. */
  private boolean stays(int at) {
    CodeElement element = elements.get(at);
    if (element instanceof ExceptionCatch c) {
      return catches(c);
    }
    return live.get(at) || element instanceof PseudoInstruction && !(element instanceof LineNumber);
  }

  private List<CodeElement> folded(int at) {
    CodeElement element = elements.get(at);
    if (isFalse(element)) {
      StackInstruction pop = StackInstruction.of(Opcode.POP);
      return at + 1 < elements.size() && isAlwaysFalse(at + 1)
          ? List.of(pop)
          : List.of(pop, ConstantInstruction.ofIntrinsic(Opcode.ICONST_0));
    }
    if (!isAlwaysFalse(at) || !(element instanceof BranchInstruction branch)) {
      return List.of(element);
    }
    return branch.opcode() == Opcode.IFEQ ? List.of(BranchInstruction.of(Opcode.GOTO, branch.target())) : List.of();
  }

  private boolean isFalse(CodeElement element) {
    return element instanceof TypeCheckInstruction check && check.opcode() == Opcode.INSTANCEOF
        && empty.test(check.type().asInternalName());
  }

  /** Whether it is a branch by what an {@code instanceof} just before it says, which is false. */
  private boolean isAlwaysFalse(int at) {
    return at > 0 && isFalse(elements.get(at - 1)) && elements.get(at) instanceof BranchInstruction branch
        && (branch.opcode() == Opcode.IFEQ || branch.opcode() == Opcode.IFNE);
  }
}
