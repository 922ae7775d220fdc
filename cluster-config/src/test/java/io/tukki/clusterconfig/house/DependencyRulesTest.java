package io.tukki.clusterconfig.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which room may see which. The composition root sees every module, so the rules are checked here.
 */
final class DependencyRulesTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.tukki");

  @ParameterizedTest(name = "{0} sees of our modules only: {1}")
  @CsvSource({
    "core, ''",
    "persistence, core",
    "actors, core",
    "streams, core actors",
    "api, core actors streams",
  })
  void dependenciesPointOneWay(String module, String sees) {
    String[] visible =
        Arrays.stream((module + " " + sees).trim().split(" ", -1))
            .map(name -> "io.tukki." + name + "..")
            .toArray(String[]::new);

    hold(
        noClasses()
            .that()
            .resideInAPackage("io.tukki." + module + "..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.tukki..").and(not(resideInAnyPackage(visible))))
            .because("the " + module + " module sees of our modules only [" + sees + "]"));
  }

  @Test
  void coreAndTheLogOnDiskKnowNoPekko() {
    hold(
        noClasses()
            .that()
            .resideInAnyPackage("io.tukki.core..", "io.tukki.persistence.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "scala..")
            .because("rules and storage are plain Java, tested without an actor system"));
  }

  @Test
  void coreTouchesNeitherFilesNorSockets() {
    hold(
        noClasses()
            .that()
            .resideInAPackage("io.tukki.core..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.nio.file..", "java.net..")
                    .or(JavaClass.Predicates.type(java.io.File.class)))
            .because("core decides, and leaves effects to the modules around it"));
  }

  @Test
  void coreReadsNoClock() {
    hold(
        noClasses()
            .that()
            .resideInAPackage("io.tukki.core..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .because("core is given the time as an argument"));
  }

  @Test
  void kafkasClassesStayInTheirDoor() {
    hold(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.tukki.api.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..")
            .because("wire classes live in api.kafka and nowhere else"));
  }

  @Test
  void onlyTheCompositionRootOpensTheKafkaDoor() {
    hold(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.tukki.api.kafka..", "io.tukki.clusterconfig..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tukki.api.kafka..")
            .because("what two rooms need belongs in core, not in a door"));
  }

  @Test
  void namesSayWhatAClassIs() {
    hold(
        noClasses()
            .should()
            .haveNameMatching(".*(Manager|Util|Utils|Helper|Impl)")
            .because("such a name fits everything and so tells nothing"));
  }

  @Test
  void everyModuleIsLookedAt() {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName))
        .contains(
            "io.tukki.core",
            "io.tukki.persistence",
            "io.tukki.actors",
            "io.tukki.streams",
            "io.tukki.api",
            "io.tukki.clusterconfig");
  }

  private static void hold(ArchRule rule) {
    rule.allowEmptyShould(true).check(HOUSE);
  }
}
