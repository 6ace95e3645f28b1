package dev.forebay.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.forebay.model.SystemClock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules that docs/architecture.md draws, over all classes of all modules. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.forebay");

  @Test
  void dependenciesRunInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.forebay..")
        .layer("model")
        .definedBy("dev.forebay.model..")
        .layer("storage")
        .definedBy("dev.forebay.storage..")
        .layer("wire")
        .definedBy("dev.forebay.wire..")
        .layer("identity")
        .definedBy("dev.forebay.identity..")
        .layer("function")
        .definedBy("dev.forebay.function..")
        .layer("execution")
        .definedBy("dev.forebay.execution..")
        .layer("invocation")
        .definedBy("dev.forebay.invocation..")
        .layer("pattern")
        .definedBy("dev.forebay.pattern..")
        .layer("eventsource")
        .definedBy("dev.forebay.eventsource..")
        .layer("push")
        .definedBy("dev.forebay.push..")
        .layer("cognito")
        .definedBy("dev.forebay.cognito..")
        .layer("proxy")
        .definedBy("dev.forebay.proxy..")
        .layer("apigateway")
        .definedBy("dev.forebay.apigateway..")
        .layer("dynamodb")
        .definedBy("dev.forebay.dynamodb..")
        .layer("schedule")
        .definedBy("dev.forebay.schedule..")
        .layer("events")
        .definedBy("dev.forebay.events..")
        .layer("firehose")
        .definedBy("dev.forebay.firehose..")
        .layer("kinesis")
        .definedBy("dev.forebay.kinesis..")
        .layer("logs")
        .definedBy("dev.forebay.logs..")
        .layer("pipes")
        .definedBy("dev.forebay.pipes..")
        .layer("sns")
        .definedBy("dev.forebay.sns..")
        .layer("s3")
        .definedBy("dev.forebay.s3..")
        .layer("scheduler")
        .definedBy("dev.forebay.scheduler..")
        .layer("sqs")
        .definedBy("dev.forebay.sqs..")
        .layer("server")
        .definedBy("dev.forebay.server..")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("proxy")
        .mayOnlyBeAccessedByLayers("invocation", "apigateway")
        .whereLayer("apigateway")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("cognito")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("dynamodb")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("events")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("schedule")
        .mayOnlyBeAccessedByLayers("events", "firehose", "scheduler")
        .whereLayer("firehose")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("kinesis")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("logs")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("pipes")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("sns")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("s3")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("scheduler")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("sqs")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("push")
        .mayOnlyBeAccessedByLayers("events", "logs", "s3", "scheduler", "sns", "server")
        .whereLayer("eventsource")
        .mayOnlyBeAccessedByLayers("firehose", "pipes", "server")
        .whereLayer("pattern")
        .mayOnlyBeAccessedByLayers("eventsource", "events", "pipes", "sns")
        .whereLayer("invocation")
        .mayOnlyBeAccessedByLayers("eventsource", "server")
        .whereLayer("execution")
        .mayOnlyBeAccessedByLayers("invocation", "eventsource", "server")
        .whereLayer("function")
        .mayOnlyBeAccessedByLayers("invocation", "eventsource", "firehose", "pipes", "server")
        .whereLayer("identity")
        .mayOnlyBeAccessedByLayers(
            "function", "invocation", "eventsource", "kinesis", "logs", "sqs", "server")
        .whereLayer("wire")
        .mayOnlyBeAccessedByLayers(
            "identity",
            "function",
            "invocation",
            "proxy",
            "apigateway",
            "eventsource",
            "push",
            "cognito",
            "dynamodb",
            "events",
            "firehose",
            "kinesis",
            "logs",
            "pipes",
            "sns",
            "s3",
            "scheduler",
            "sqs",
            "server")
        .whereLayer("storage")
        .mayOnlyBeAccessedByLayers(
            "identity",
            "function",
            "invocation",
            "eventsource",
            "push",
            "apigateway",
            "cognito",
            "dynamodb",
            "events",
            "firehose",
            "kinesis",
            "logs",
            "pipes",
            "sns",
            "s3",
            "scheduler",
            "sqs",
            "server")
        .check(CLASSES);
  }

  @Test
  void noPackagesDependOnEachOtherInARing() {
    slices().matching("dev.forebay.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void timeAndRandomnessArePassedIn() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(SystemClock.class)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethodWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "Thread.sleep",
                access ->
                    access.getTargetOwner().isEquivalentTo(Thread.class)
                        && access.getName().equals("sleep")))
        .orShould()
        .callConstructor(Random.class)
        .check(CLASSES);
  }

  @Test
  void thereIsNoThreadLocalAndNoMutableStaticState() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(CLASSES);
    fields()
        .that()
        .areStatic()
        .and(
            DescribedPredicate.describe(
                "are written by hand",
                field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
        .should()
        .beFinal()
        .check(CLASSES);
  }

  @Test
  void classesAreNamedForWhatTheyAre() {
    Set<String> empty = Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Misc");
    classes()
        .should(
            com.tngtech.archunit.lang.conditions.ArchConditions.be(
                DescribedPredicate.describe(
                    "named without an ending that says nothing",
                    type -> empty.stream().noneMatch(type.getSimpleName()::endsWith))))
        .check(CLASSES);
  }
}
