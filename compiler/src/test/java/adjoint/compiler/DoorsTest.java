package adjoint.compiler;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which room of the compiler may use which: every other door is closed. */
class DoorsTest {

  private static final String ROOT = "adjoint.compiler.";

  /** room → the rooms that it may use. The facade in `adjoint.compiler` itself may use them all. */
  private static final Map<String, String> DOORS = Map.ofEntries(
      Map.entry("source", ""),
      Map.entry("diagnostic", "source"),
      Map.entry("ast", "source"),
      Map.entry("parse", "source diagnostic ast"),
      Map.entry("type", ""),
      Map.entry("graph", "source"),
      Map.entry("idiom", "graph"),
      Map.entry("math", "graph idiom"),
      Map.entry("reference", "graph"),
      Map.entry("lower", "source diagnostic ast parse type gradient optimize graph"),
      Map.entry("gradient", "source graph"),
      Map.entry("optimize", "graph"),
      Map.entry("plan", "source graph"),
      Map.entry("emit", "source graph plan"),
      Map.entry("inspect", "source graph gradient optimize reference"),
      Map.entry("link", "source graph plan emit"),
      Map.entry("measure", "source graph plan emit link"),
      Map.entry("incremental", "graph optimize"),
      Map.entry("parquet", ""),
      Map.entry("pack", "graph lower incremental"),
      Map.entry("onnx", "source graph idiom optimize reference"));

  /** The rooms of `lower`, each of which uses those before it. */
  private static final List<String> LOWERING =
      List.of("problem", "scope", "elaborate", "train", "program", "prompt");

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("adjoint.compiler");

  @Test
  void roomsUseOnlyTheRoomsTheyMay() {
    var house = layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
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
  void loweringGoesOneWay() {
    for (String room : LOWERING) {
      String[] later = LOWERING.stream().skip(LOWERING.indexOf(room) + 1L)
          .map(each -> ROOT + "lower." + each + "..").toArray(String[]::new);
      noClasses().that().resideInAPackage(ROOT + "lower." + room + "..")
          .should().dependOnClassesThat().resideInAnyPackage(later).allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void everyRoomOfLoweringIsInTheList() {
    Set<String> rooms = CLASSES.stream().map(each -> each.getPackageName())
        .filter(name -> name.startsWith(ROOT + "lower."))
        .map(name -> name.substring((ROOT + "lower.").length()))
        .collect(Collectors.toSet());

    assertThat(LOWERING).containsAll(rooms);
  }

  @Test
  void everyRoomIsInTheTable() {
    Set<String> rooms = CLASSES.stream()
        .map(each -> each.getPackageName())
        .filter(name -> name.startsWith(ROOT))
        .map(name -> name.substring(ROOT.length()).split("\\.")[0])
        .collect(Collectors.toSet());

    assertThat(DOORS.keySet()).containsAll(rooms);
  }

  @Test
  void onlyTheParserSeesAntlr() {
    noClasses().that().resideOutsideOfPackage(ROOT + "parse..")
        .should().dependOnClassesThat(resideInAPackage("org.antlr..").or(resideInAPackage("adjoint.grammar..")))
        .check(CLASSES);
  }

  @Test
  void onlyWritersOfClassesSeeAsm() {
    noClasses().that().resideOutsideOfPackages(ROOT + "emit.jvm..", ROOT + "pack..")
        .should().dependOnClassesThat().resideInAPackage("org.objectweb.asm..")
        .check(CLASSES);
  }

  @Test
  void onlyOneRoomSeesWhatReadsParquet() {
    noClasses().that().resideOutsideOfPackage(ROOT + "parquet..")
        .should().dependOnClassesThat().resideInAPackage("dev.hardwood..").check(CLASSES);
  }

  @Test
  void nobodyUsesTheVectorApiButEmittedCode() {
    noClasses().should().dependOnClassesThat().resideInAPackage("jdk.incubator..").check(CLASSES);
  }

  private static String[] words(String text) {
    return Arrays.stream(text.split(" ")).filter(each -> !each.isEmpty()).toArray(String[]::new);
  }
}
