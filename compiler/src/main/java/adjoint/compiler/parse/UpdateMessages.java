package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.source.Source;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import java.util.List;
import java.util.Optional;

/** What is said of lines of a train block that give weights new values, or that name the updates in which they run. */
record UpdateMessages(Source source) {

  private static final List<String> CLAUSES = List.of("using", "over", "except", "every");

  Optional<Diagnostic> about(Place place) {
    boolean line = place.within(NnParser.RULE_itemLine) && !place.within(NnParser.RULE_block);
    return line ? bound(place).or(() -> element(place)).or(() -> clause(place)) : Optional.empty();
  }

  /** `Target.body = Net.body`. */
  private Optional<Diagnostic> bound(Place place) {
    boolean equals = place.foundType() == NnLexer.ASSIGN && place.expected().contains(NnLexer.UPDATE);
    if (!equals) {
      return Optional.empty();
    }
    String path = source.text().substring(place.first().getStartIndex(), place.found().getStartIndex()).strip();
    return Optional.of(Diagnostic.of(CompilerProblem.MALFORMED_TRAIN_LINE, Tokens.span(source, place.found()),
        "`=` binds a new name, and " + path + " is a path")
        .withFix(new Diagnostic.Fix(Tokens.span(source, place.found()), "<-"),
            "new weights are given by `<-`: " + path + " <- …"));
  }

  /** `Target.weight[i] <- 0`. */
  private Optional<Diagnostic> element(Place place) {
    boolean updated = place.foundType() == NnLexer.UPDATE && place.expected().contains(NnLexer.ASSIGN);
    boolean bracket = place.foundType() == NnLexer.LBRACK && place.expected().contains(NnLexer.UPDATE);
    return updated || bracket
        ? Optional.of(Diagnostic.of(CompilerProblem.MALFORMED_TRAIN_LINE, Tokens.span(source, place.found()),
            "`<-` gives a whole model, layer or parameter new values, not elements of one")
            .withHelp("choose the elements on the right: Net.scale <- where(index[D] == 0, 1, Net.scale)"))
        : Optional.empty();
  }

  /** `minimize loss using Adam[] evry 5`. */
  private Optional<Diagnostic> clause(Place place) {
    boolean takes = place.first().getType() == NnLexer.MINIMIZE
        || source.text().substring(place.first().getStartIndex(), place.found().getStartIndex()).contains("<-");
    boolean behind = takes && place.foundType() == NnLexer.NAME && place.before() != place.first();
    Diagnostic unknown = Diagnostic.of(CompilerProblem.MISSPELT_KEYWORD, Tokens.span(source, place.found()),
        "there is no word `" + place.found().getText() + "`");
    return behind
        ? Optional.of(Suggestion.offer(unknown, place.found().getText(), CLAUSES))
            .filter(offer -> offer.help().isPresent())
        : Optional.empty();
  }
}
