package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.source.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of a program that stand in it once, where they are given: dims, layers, functions, bindings, fields of data. */
record UnusedNames(File file, FoundProblems warnings) {

  private static final Pattern WORD = Pattern.compile("(?<![\\w$])(\\w+)'*");

  static void add(File file, FoundProblems warnings) {
    UnusedNames unused = new UnusedNames(file, warnings);
    boolean program = file.declarations().stream().anyMatch(d -> d instanceof Declaration.Train
        || (d instanceof Declaration.Callable c && c.kind() == Declaration.Kind.MODEL));
    Map<String, Integer> all = words(file.source().text());
    file.declarations().forEach(d -> unused.declaration(d, program, all));
  }

  /** How often each name stands in a text; `x'` is a use of `x`, too. */
  private static Map<String, Integer> words(String text) {
    Map<String, Integer> counts = new HashMap<>();
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      for (int end = words.end(1); end <= words.end(); end++) {
        counts.merge(text.substring(words.start(), end), 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * @param program whether it is no library, whose layers others use
   * @param all the words of the file
   */
  private void declaration(Declaration declaration, boolean program, Map<String, Integer> all) {
    switch (declaration) {
      case Declaration.Dim d when program -> ask("dim", d.name(), d.nameSpan(), all);
      case Declaration.Constant c when program -> ask("constant", c.name(), c.nameSpan(), all);
      case Declaration.Callable c -> {
        boolean reached = c.kind() == Declaration.Kind.MODEL || !program;
        if (!reached) {
          ask(c.kind().keyword(), c.name(), c.nameSpan(), all);
        }
        statements(c.body().statements(), words(c.span().text()));
      }
      case Declaration.Train t -> train(t);
      case Declaration.Test t -> statements(t.body().statements(), words(t.span().text()));
      case Declaration.Dim _,Declaration.Constant _,Declaration.Use _,Declaration.Generate _ -> {}
    }
  }

  private void train(Declaration.Train train) {
    Map<String, Integer> text = words(train.span().text());
    for (TrainItem item : train.items()) {
      if (item instanceof TrainItem.Bind b) {
        b.bind().names().forEach(n -> ask("binding", n.name(), n.span(), text));
      } else if (item instanceof TrainItem.Data d) {
        d.fields().forEach(f -> ask("field", f.name(), f.nameSpan(), text));
      }
    }
  }

  private void statements(List<Statement> statements, Map<String, Integer> text) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Bind b && b.names().size() == 1) {
        ask("binding", b.names().getFirst().name(), b.names().getFirst().span(), text);
      } else if (statement instanceof Statement.Declare d) {
        ask("parameter", d.name(), d.nameSpan(), text);
      }
    }
  }

  private void ask(String what, String name, Span at, Map<String, Integer> text) {
    if (!name.isEmpty() && text.getOrDefault(name, 0) < 2) {
      warnings.add(Diagnostic.of(CompilerProblem.UNUSED_NAME, at, what + " " + name + " is used nowhere")
          .withHelp("leave it out, or use it"));
    }
  }
}
