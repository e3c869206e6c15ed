package io.github.vastwatch;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the order of the packages: each may use only those above it. */
class HouseTest {
    private static final String ROOT = "io.github.vastwatch.";
    private static final List<String> ORDER = List.of(
            "text",
            "offer",
            "http",
            "vast",
            "watch",
            "plan",
            "alert",
            "history",
            "store",
            "notify",
            "metrics",
            "poll",
            "deliver",
            "config",
            "web",
            "simulate",
            "daemon",
            "cli");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.vastwatch");

    @Test
    void packagesUseOnlyThoseAboveThem() {
        IntStream.range(0, ORDER.size() - 1)
                .forEach(i -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + ORDER.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ORDER.subList(i + 1, ORDER.size()).stream()
                                .map(name -> ROOT + name + "..")
                                .toArray(String[]::new))
                        .allowEmptyShould(true)
                        .check(CLASSES));
    }

    @Test
    void everyPackageStandsOnTheList() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .allSatisfy(name -> assertThat(ORDER).contains(name.substring(ROOT.length())));
    }

    @Test
    void theCoreUsesJavaAlone() {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(
                "java..",
                "org.jspecify..",
                ROOT + "text..",
                ROOT + "offer..",
                ROOT + "watch..",
                ROOT + "plan..",
                ROOT + "alert..");
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "offer..", ROOT + "watch..", ROOT + "plan..", ROOT + "alert..")
                .and(DescribedPredicate.not(simpleNameStartingWith("CronSchedule")))
                .should()
                .dependOnClassesThat(DescribedPredicate.not(allowed))
                .check(CLASSES);
    }

    @Test
    void pollingAndDeliveringDoNotSeeEachOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "poll..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "deliver..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "deliver..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "poll..")
                .check(CLASSES);
    }

    /** Commands ask and read; only that which polls needs the loop. */
    @Test
    void onlyTheCommandThatPollsKnowsThePollLoop() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "cli..")
                .and(DescribedPredicate.not(simpleNameStartingWith("OnceCommand")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "poll..")
                .check(CLASSES);
    }

    @Test
    void onlyTheirOwnPackagesKnowSqlMailHttpAndQuartz() {
        onlyIn("org.sqlite..", "store");
        onlyIn("org.jdbi..", "store");
        onlyIn("org.quartz..", "poll");
        onlyIn("com.icegreen..", "simulate");
        onlyIn("org.eclipse.angus..", "notify");
    }

    private static void onlyIn(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + home + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    @Test
    void theClockIsHandedIn() {
        for (String method : List.of("now")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "cli..", ROOT + "daemon..")
                    .should()
                    .callMethod(Instant.class, method)
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .check(CLASSES);
        }
        assertThat(CLASSES.that(alwaysTrue())).isNotEmpty();
    }

    @Test
    void filesStaySmall() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).toList())
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(300));
        }
    }
}
