package adjoint.repl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The prompt's core knows no terminal, and nothing of the command line. */
class PromptDoorsTest {

  private static final String ROOT = "adjoint.repl.";

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("adjoint.repl");

  @Test
  void aSessionKnowsNoCommands() {
    noClasses().that().resideInAPackage(ROOT + "session")
        .should().dependOnClassesThat()
        .resideInAnyPackage(ROOT + "command", ROOT + "terminal", "org.jline..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void commandsKnowNoTerminal() {
    noClasses().that().resideInAPackage(ROOT + "command")
        .should().dependOnClassesThat().resideInAnyPackage(ROOT + "terminal", "org.jline..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheTerminalSeesJLine() {
    noClasses().that().resideOutsideOfPackage(ROOT + "terminal")
        .should().dependOnClassesThat().resideInAPackage("org.jline..")
        .check(CLASSES);
  }
}
