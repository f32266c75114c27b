package dev.wiregauge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/// Holds the direction of dependencies and the rule that each foreign library has one importer.
@Timeout(120)
class ArchitectureTest {
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.wiregauge");

    @Test
    void theImportSeesEveryModule() {
        for (String name : List.of("scenario", "result", "control", "agent", "report", "harness")) {
            assertThat(CODE.that(resideInAPackage("dev.wiregauge." + name))).as(name).isNotEmpty();
        }
    }

    @Test
    void scenariosDependOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.wiregauge.scenario..",
                        "dev.wiregauge.result..",
                        "dev.wiregauge.control..",
                        "dev.wiregauge.json..",
                        "dev.wiregauge.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.wiregauge.agent..",
                        "dev.wiregauge.report..",
                        "dev.wiregauge.harness..")
                .check(CODE);
    }

    @Test
    void theHarnessNeverCallsTheAgentAndTheAgentNeverTheHarness() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.wiregauge.harness..", "dev.wiregauge.report..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.wiregauge.agent..")
                .check(CODE);
        noClasses()
                .that()
                .resideInAPackage("dev.wiregauge.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.wiregauge.harness..", "dev.wiregauge.report..", "dev.wiregauge.yaml..")
                .check(CODE);
    }

    @Test
    void reportsDoNotKnowTheHarness() {
        noClasses()
                .that()
                .resideInAPackage("dev.wiregauge.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.wiregauge.harness..", "dev.wiregauge.control..")
                .check(CODE);
    }

    @Test
    void eachForeignLibraryHasOneImporter() {
        only("dev.wiregauge.agent.linux..", "java.lang.foreign..");
        only("dev.wiregauge.agent.capture..", "org.pcap4j..");
        only("dev.wiregauge.agent.dns..", "org.xbill..");
        only("dev.wiregauge.harness.testbed.kubernetes..", "io.fabric8..");
        only("dev.wiregauge.harness.testbed.kubernetes.image..", "com.google.cloud.tools.jib..");
        only("dev.wiregauge.harness.cli..", "picocli..");
        only("dev.wiregauge.report.chart..", "org.jfree..");
        only("dev.wiregauge.report.chart..", "org.apache.batik..");
        only("dev.wiregauge.yaml..", "org.snakeyaml..");
        only("dev.wiregauge.json..", "tools.jackson..");
    }

    private static void only(String importer, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(importer)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CODE);
    }

    @Test
    void thePacketDecoderAndTheKernelBindingsImportNothingElseOfTheAgent() {
        classes()
                .that()
                .resideInAPackage("dev.wiregauge.agent.linux..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.wiregauge.agent.linux..", "java..", "org.jspecify..")
                .check(CODE);
        noClasses()
                .that()
                .resideInAPackage("dev.wiregauge.agent.packet..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.wiregauge.agent.linux..",
                        "dev.wiregauge.agent.capture..",
                        "dev.wiregauge.agent.traffic..",
                        "dev.wiregauge.agent.probe..")
                .check(CODE);
    }

    @Test
    void noPackageOfTheHarnessOrTheReportsNeedsItself() {
        slices().matching("dev.wiregauge.report.(*)..").should().beFreeOfCycles().check(CODE);
        slices().matching("dev.wiregauge.harness.testbed.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CODE);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.wiregauge.harness..", "dev.wiregauge.report..")
                .and()
                .resideOutsideOfPackage("dev.wiregauge.harness.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CODE);
    }
}
