package io.github.vastwatch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks the layering (a package may use only those above it in the list) and other rules of the code. */
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
            "health",
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
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("io.github.vastwatch");

    /** A sealed type and one of its parts. */
    private static final int LARGEST_CIRCLE = 2;

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
        assertThat(CLASSES.stream().map(HouseTest::room).collect(Collectors.toSet()))
                .isSubsetOf(ORDER);
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
        onlyIn("org.eclipse.angus..", "notify");
        onlyIn("io.prometheus..", "metrics");
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
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "daemon..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + "cli.Main")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "system", ZoneId.class)
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    /** A circle of files can only be understood as a whole. */
    @Test
    void filesOfAPackageImportOneWay() {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            Set<String> used = imports.computeIfAbsent(file(each), name -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(ROOT)
                            && room(target).equals(room(each)))
                    .forEach(target -> used.add(file(target)));
        }

        assertThat(circles(imports).stream()
                        .filter(circle -> circle.size() > LARGEST_CIRCLE)
                        .map(circle -> circle.size() + " files: " + String.join(" ", circle)))
                .isEmpty();
    }

    /** The sets of files that reach each other. */
    private static List<List<String>> circles(Map<String, Set<String>> imports) {
        Map<String, Set<String>> reached = new TreeMap<>();
        imports.keySet().forEach(file -> reached.put(file, reached(file, imports)));
        return reached.keySet().stream()
                .map(file -> reached.get(file).stream()
                        .filter(other -> reached.getOrDefault(other, Set.of()).contains(file))
                        .toList())
                .filter(circle -> circle.size() > 1)
                .distinct()
                .toList();
    }

    private static Set<String> reached(String file, Map<String, Set<String>> imports) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(file));
        while (!open.isEmpty()) {
            imports.getOrDefault(open.pop(), new TreeSet<>()).stream()
                    .filter(reached::add)
                    .forEach(open::push);
        }
        return reached;
    }

    private static String file(JavaClass each) {
        String folder = each.getPackageName().substring(ROOT.length()).replace('.', '/');
        return folder + "/" + each.getSource().flatMap(Source::getFileName).orElseThrow();
    }

    private static String room(JavaClass each) {
        return room(file(each));
    }

    /** The package below the root: {@code notify} of {@code notify/channel/SlackNotifier.java}. */
    private static String room(String file) {
        return file.substring(0, file.indexOf('/'));
    }

    /** A test that lost its annotation in a merge would never run, and nothing else would notice. */
    @Test
    void everyTestMethodIsAnnotated() {
        methods()
                .that()
                .arePackagePrivate()
                .and()
                .areNotStatic()
                .and()
                .haveRawReturnType(void.class)
                .and()
                .haveRawParameterTypes(new Class<?>[0])
                .and()
                .areDeclaredInClassesThat()
                .haveNameMatching(".*(Test|IT)")
                .should(new ArchCondition<JavaMethod>("carry an annotation") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        if (method.getAnnotations().isEmpty()) {
                            events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                        }
                    }
                })
                .check(TESTS);
    }
}
