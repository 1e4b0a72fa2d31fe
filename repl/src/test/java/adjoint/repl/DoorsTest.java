package adjoint.repl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which room of `adjoint.repl` may use which: every other door is closed. */
class DoorsTest {

  private static final String ROOT = "adjoint.repl.";

  /** room → the rooms that it may use; `Main`, in `adjoint.repl` itself, only opens the door to `cli`. */
  private static final Map<String, String> DOORS = Map.of(
      "problem", "",
      "report", "problem",
      "machine", "",
      "session", "problem report",
      "plot", "session",
      "command", "problem report session plot",
      "terminal", "report session command",
      "cli", "problem report machine session command terminal",
      "start", "report machine session command terminal cli");

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("adjoint.repl");

  @Test
  void roomsUseOnlyTheRoomsTheyMay() {
    var house = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (var room : DOORS.keySet()) {
      house = house.layer(room).definedBy(ROOT + room + "..");
    }
    for (var door : DOORS.entrySet()) {
      var room = house.whereLayer(door.getKey());
      var open = words(door.getValue());
      house = open.length == 0 ? room.mayNotAccessAnyLayer() : room.mayOnlyAccessLayers(open);
    }
    house.check(CLASSES);
  }

  @Test
  void everyRoomIsInTheTableAndSaysWhatItIs() {
    assertThat(rooms()).containsExactlyInAnyOrderElementsOf(DOORS.keySet()).allSatisfy(room -> assertThat(
        Files.readString(Path.of("src/main/java/adjoint/repl/" + room + "/package-info.java"))).contains("{@link "));
  }

  @Test
  void theMainClassOnlyOpensTheCommandLine() {
    assertThat(CLASSES.stream().filter(each -> each.getPackageName().equals("adjoint.repl"))
        .map(each -> each.getSimpleName()).filter(name -> !name.equals("package-info"))).containsExactly("Main");
    noClasses().that().resideInAPackage("adjoint.repl")
        .should().dependOnClassesThat().resideInAnyPackage(ROOT + "session..", ROOT + "command..", ROOT + "terminal..",
            ROOT + "start..")
        .check(CLASSES);
  }

  @Test
  void onlyTheTerminalSeesJLine() {
    noClasses().that().resideOutsideOfPackage(ROOT + "terminal")
        .should().dependOnClassesThat().resideInAPackage("org.jline..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineSeesPicocli() {
    noClasses().that().resideOutsideOfPackage(ROOT + "cli")
        .should().dependOnClassesThat().resideInAPackage("picocli..")
        .check(CLASSES);
  }

  private static Set<String> rooms() {
    return CLASSES.stream().map(each -> each.getPackageName()).filter(name -> name.startsWith(ROOT))
        .map(name -> name.substring(ROOT.length()).split("\\.")[0]).collect(Collectors.toSet());
  }

  private static String[] words(String text) {
    return Arrays.stream(text.split(" ")).filter(each -> !each.isEmpty()).toArray(String[]::new);
  }
}
