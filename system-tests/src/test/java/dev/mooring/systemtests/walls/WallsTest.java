package dev.mooring.systemtests.walls;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between the rooms. */
class WallsTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.mooring");

    /** By which the app's own calls fail; core tells them apart and makes no call itself. */
    private static final DescribedPredicate<JavaClass> NETWORK_FAILURES =
            resideInAnyPackage("java.net..", "javax.net..").and(assignableTo(IOException.class));

    private static final String ENGINE = "dev.mooring.sync.internal.";

    private static final SliceAssignment BY_TOP_LEVEL_CLASS = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            JavaClass top = top(type);
            return top.getName().startsWith(ENGINE) ? SliceIdentifier.of(top.getName()) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the classes of the engine";
        }
    };

    /** What every storage on SQLite shares. */
    private static final String[] SQLITE = {
        "dev.mooring.sync.sqlite", "dev.mooring.sync.sqlite.spi", "dev.mooring.sync.sqlite.internal.."
    };

    private static final String[] CORE = {
        "dev.mooring.sync",
        "dev.mooring.sync.calls..",
        "dev.mooring.sync.live..",
        "dev.mooring.sync.recovery..",
        "dev.mooring.sync.status..",
        "dev.mooring.sync.transport..",
        "dev.mooring.sync.metrics..",
        "dev.mooring.sync.spi..",
        "dev.mooring.sync.internal.."
    };

    @Test
    void coreKnowsNothingButItselfTheJdkAndLogging() {
        classes()
                .that(resideInAnyPackage(CORE))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(CORE)
                        .or(resideInAnyPackage("java..", "org.slf4j..", "org.jspecify.."))
                        .or(NETWORK_FAILURES))
                .check(OURS);
    }

    @Test
    void coreKnowsNoSqlAndNoNetwork() {
        noClasses()
                .that(resideInAnyPackage(CORE))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "java.net..", "javax.net..")
                        .and(DescribedPredicate.not(NETWORK_FAILURES)))
                .check(OURS);
    }

    /** A room knows those before it, and none behind it. */
    @Test
    void theRoomsOfTheEngineLookOneWay() {
        List<String> rooms = List.of(
                "json",
                "fault",
                "settings",
                "outbox",
                "write",
                "merge",
                "order",
                "status",
                "progress",
                "rows",
                "lease",
                "ledger",
                "account",
                "channel",
                "history",
                "rebuild",
                "exchange",
                "listing",
                "state",
                "plan",
                "run",
                "lane",
                "export",
                "user",
                "client");
        for (int i = 0; i < rooms.size() - 1; i++) {
            noClasses()
                    .that(resideInAPackage(ENGINE + rooms.get(i)))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(rooms.subList(i + 1, rooms.size()).stream()
                            .map(room -> ENGINE + room)
                            .toArray(String[]::new)))
                    .check(OURS);
        }
        List<String> there = OURS.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ENGINE))
                .map(name -> name.substring(ENGINE.length()))
                .distinct()
                .sorted()
                .toList();
        assertEquals(rooms.stream().sorted().toList(), there, "a room that is not in the list");
    }

    /** A sealed type knows its parts, and they know it; nothing else goes in a circle. */
    @Test
    void noClassesOfTheEngineGoInACircle() {
        slices().assignedFrom(BY_TOP_LEVEL_CLASS)
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        DescribedPredicate.describe(
                                "the order", type -> type.getName().equals(ENGINE + "order.ServerOrder")),
                        assignableTo(ENGINE + "order.ServerOrder"))
                .check(OURS);
    }

    /** A class stands one level above those of its package that it knows. Classes that know each other stand on one level. */
    @Test
    void noPackageOfCoreHasMoreThanSixLevels() {
        Map<JavaClass, Set<JavaClass>> known = new HashMap<>();
        for (JavaClass type : OURS.that(resideInAnyPackage(CORE))) {
            JavaClass from = top(type);
            Set<JavaClass> below = known.computeIfAbsent(from, each -> new HashSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass to = top(dependency.getTargetClass().getBaseComponentType());
                if (!to.equals(from) && to.getPackageName().equals(from.getPackageName()) && !isPart(to, from)) {
                    below.add(to);
                }
            }
        }
        Map<JavaClass, Set<JavaClass>> reached = new HashMap<>();
        known.keySet().forEach(type -> reach(type, known, reached.computeIfAbsent(type, each -> new HashSet<>())));
        List<String> tooHigh = known.keySet().stream()
                .filter(type -> level(type, known, reached) > 6)
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertEquals(List.of(), tooHigh, "on a seventh level or above it");
    }

    @Test
    void noPackageOfCoreHasMoreThanTwoThousandLines() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        Path sources = Path.of(System.getProperty("mooring.root", ".."), "sync-core/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                try (Stream<String> text = Files.lines(file)) {
                    lines.merge(sources.relativize(file.getParent()).toString(), text.count(), Long::sum);
                }
            }
        }
        assertTrue(lines.size() > 20, "the scan found " + lines);
        lines.values().removeIf(count -> count <= 2000);
        assertEquals(Map.of(), lines, "too large for one package");
    }

    private static JavaClass top(JavaClass type) {
        JavaClass top = type;
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top;
    }

    /** An order names the classes that are orders, to make one of them. */
    private static boolean isPart(JavaClass type, JavaClass of) {
        return of.getName().equals(ENGINE + "order.ServerOrder") && type.isAssignableTo(of.getName());
    }

    private static void reach(JavaClass from, Map<JavaClass, Set<JavaClass>> known, Set<JavaClass> reached) {
        for (JavaClass next : known.getOrDefault(from, Set.of())) {
            if (reached.add(next)) {
                reach(next, known, reached);
            }
        }
    }

    private static int level(
            JavaClass type, Map<JavaClass, Set<JavaClass>> known, Map<JavaClass, Set<JavaClass>> reached) {
        int below = 0;
        Set<JavaClass> circle = new HashSet<>(Set.of(type));
        reached.get(type).stream()
                .filter(other -> reached.get(other).contains(type))
                .forEach(circle::add);
        for (JavaClass member : circle) {
            for (JavaClass next : known.get(member)) {
                below = Math.max(below, circle.contains(next) ? 0 : level(next, known, reached));
            }
        }
        return below + 1;
    }

    @Test
    void whichOrderAServerKeepsIsAskedInOneRoom() {
        noClasses()
                .that(resideInAPackage("dev.mooring.sync.internal..")
                        .and(DescribedPredicate.not(resideInAPackage(ENGINE + "order"))))
                .should()
                .dependOnClassesThat(assignableTo(Capabilities.Order.class))
                .check(OURS);
    }

    /** So is the life of a channel. */
    @Test
    void thePlanOfAChannelAsksNobody() {
        noClasses()
                .that(resideInAPackage(ENGINE + "channel")
                        .and(DescribedPredicate.describe(
                                "the effects",
                                type -> !top(type).getSimpleName().equals("Channel"))))
                .should()
                .dependOnClassesThat(assignableTo(Transport.class)
                        .or(assignableTo(Scheduler.class))
                        .or(resideInAnyPackage("org.slf4j..", "java.util.concurrent..", "java.io..", "java.nio..")))
                .check(OURS);
    }

    /** What a run does next is decided by values: no storage, transport, clock, thread or log is there to be asked. */
    @Test
    void thePlanOfARunAsksNobody() {
        noClasses()
                .that(resideInAPackage(ENGINE + "plan"))
                .should()
                .dependOnClassesThat(assignableTo(Storage.class)
                        .or(assignableTo(StorageTx.class))
                        .or(assignableTo(Transport.class))
                        .or(assignableTo(Scheduler.class))
                        .or(assignableTo(ConflictPolicy.class))
                        .or(resideInAnyPackage("org.slf4j..", "java.util.concurrent..", "java.io..", "java.nio..")))
                .check(OURS);
    }

    @Test
    void theSpiDoesNotKnowTheEngine() {
        noClasses()
                .that(resideInAPackage("dev.mooring.sync.spi.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.mooring.sync.internal.."))
                .check(OURS);
    }

    @Test
    void nothingOutsideCoreSeesItsInternals() {
        noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(CORE)))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.mooring.sync.internal..")
                        .and(DescribedPredicate.not(resideInAPackage(ENGINE + "json"))))
                .check(OURS);
        noClasses()
                .that(resideInAPackage("dev.mooring..")
                        .and(DescribedPredicate.not(resideInAnyPackage(
                                "dev.mooring.sync.internal..",
                                "dev.mooring.sync.recovery",
                                "dev.mooring.sync.inspector",
                                "dev.mooring.sync.testing.storage",
                                "dev.mooring.sync.testing.simulation",
                                "dev.mooring.sync.sqlite..",
                                "dev.mooring.sync.okhttp.."))))
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE + "json"))
                .check(OURS);
    }

    @Test
    void internalsAreSeenByTheirOwnModuleAlone() {
        for (String module : List.of(
                "dev.mooring.sync.sqlite.jdbc",
                "dev.mooring.sync.android",
                "dev.mooring.sync.okhttp",
                "dev.mooring.sync.testing")) {
            noClasses()
                    .that(DescribedPredicate.not(resideInAPackage(module + "..")))
                    .should()
                    .dependOnClassesThat(resideInAPackage(module + "..internal.."))
                    .allowEmptyShould(true)
                    .check(OURS);
        }
        noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(SQLITE)))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.mooring.sync.sqlite.internal.."))
                .check(OURS);
    }

    /** What every storage on SQLite shares works with any binding, so it knows the JDK, core and logging alone. */
    @Test
    void theEngineOfSqliteKnowsNoBinding() {
        classes()
                .that(resideInAnyPackage(SQLITE))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(SQLITE)
                        .or(resideInAnyPackage(CORE))
                        .or(resideInAnyPackage("java..", "org.slf4j..", "org.jspecify..")))
                .check(OURS);
        noClasses()
                .that(resideInAnyPackage(SQLITE))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "java.lang.reflect.."))
                .check(OURS);
    }

    @Test
    void bindingsOfSqliteDoNotKnowEachOther() {
        noClasses()
                .that(resideInAPackage("dev.mooring.sync.sqlite.jdbc.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.mooring.sync.android..", "android..", "androidx.."))
                .check(OURS);
        classes()
                .that(resideInAPackage("dev.mooring.sync.android.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.mooring.sync.android..")
                        .or(resideInAnyPackage("dev.mooring.sync.sqlite", "dev.mooring.sync.sqlite.spi"))
                        .or(resideInAnyPackage("dev.mooring.sync", "dev.mooring.sync.spi.."))
                        .or(resideInAnyPackage("android.database..", "android.os", "org.slf4j..", "org.jspecify.."))
                        .or(resideInAnyPackage("android.app", "android.content..", "android.net"))
                        .or(resideInAPackage("java..")
                                .and(DescribedPredicate.not(resideInAnyPackage("java.sql..", "java.lang.reflect..")))))
                .check(OURS);
    }

    /** A binding implements the seam, and the seam knows core alone. */
    @Test
    void theSeamOfSqliteKnowsNothingAboveIt() {
        noClasses()
                .that(resideInAPackage("dev.mooring.sync.sqlite.spi"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.mooring.sync.sqlite", "dev.mooring.sync.sqlite.internal.."))
                .check(OURS);
    }

    @Test
    void storageAndTransportDoNotKnowEachOther() {
        noClasses()
                .that(resideInAnyPackage("dev.mooring.sync.sqlite..", "dev.mooring.sync.android.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.mooring.sync.okhttp.."))
                .check(OURS);
        noClasses()
                .that(resideInAPackage("dev.mooring.sync.okhttp.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.mooring.sync.sqlite..", "dev.mooring.sync.android..", "java.sql.."))
                .check(OURS);
    }

    /** An inspector looks at a client as any app does, over the JDK's own server; no other module knows it. */
    @Test
    void theInspectorKnowsCoreAndTheServerOfTheJdk() {
        String inspector = "dev.mooring.sync.inspector..";
        classes()
                .that(resideInAPackage(inspector))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(inspector, ENGINE + "json")
                        .or(resideInAnyPackage(
                                "dev.mooring.sync",
                                "dev.mooring.sync.recovery",
                                "dev.mooring.sync.status",
                                "dev.mooring.sync.spi.text"))
                        .or(resideInAnyPackage("java..", "com.sun.net.httpserver", "org.slf4j..", "org.jspecify..")))
                .check(OURS);
        noClasses()
                .that(resideInAPackage("dev.mooring.sync..").and(DescribedPredicate.not(resideInAPackage(inspector))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(inspector, "com.sun.net.httpserver"))
                .check(OURS);
    }

    @Test
    void theRoomsOfTheStorageLookOneWay() {
        List<String> rooms = List.of("schema", "capture", "format", "apply", "clock", "tables", "store");
        String storage = "dev.mooring.sync.sqlite";
        for (int i = 0; i < rooms.size() - 1; i++) { // The last one makes the public types.
            List<String> later = rooms.subList(i + 1, rooms.size());
            noClasses()
                    .that(resideInAPackage(storage + ".internal." + rooms.get(i)))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(
                            Stream.concat(Stream.of(storage), later.stream().map(room -> storage + ".internal." + room))
                                    .toArray(String[]::new)))
                    .check(OURS);
        }
    }

    @Test
    void dialectsDoNotKnowEachOther() {
        slices().matching("dev.mooring.sync.okhttp.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage("dev.mooring.sync.okhttp.json"))
                .check(OURS);
        noClasses()
                .that(resideInAPackage("dev.mooring.sync.okhttp"))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.mooring.sync.okhttp.*.."))
                .check(OURS);
    }

    /** An annotation is read, and not called: it counts for nothing here. */
    @Test
    void thePublicApiStaysSmall() {
        List<String> types = OURS.stream()
                .filter(type -> !type.isAnnotation())
                .filter(type -> type.getPackageName().equals("dev.mooring.sync"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .sorted()
                .toList();
        assertTrue(types.size() <= 20, types.size() + " public types: " + types);
        assertTrue(types.contains("SyncClient"), "the scan found " + types);
    }

    @Test
    void noRoomIsALumberRoom() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..manager..", "..helper..")
                .check(OURS);
    }
}
