package dev.mooring.systemtests.release;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.model.AccessModifier;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibility;
import japicmp.model.JApiCompatibilityChange;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Finds, by japicmp, what of an older version's signatures a newer one breaks: at run time, or only as a caller is compiled. */
final class ApiComparison {
    private ApiComparison() {}

    /** @return one line for each thing that is broken */
    static Set<String> broken(Path older, Path newer) {
        JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
        options.setAccessModifier(AccessModifier.PROTECTED);
        options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
        Set<String> broken = new TreeSet<>();
        for (JApiClass type : new JarArchiveComparator(options).compare(archive(older), archive(newer))) {
            String name = type.getFullyQualifiedName();
            collect(type, name, broken);
            collect(type.getSuperclass(), name + " superclass", broken);
            collect(type.getInterfaces(), each -> name + " implements " + each.getFullyQualifiedName(), broken);
            collect(type.getConstructors(), each -> name + ": constructor " + each.getParameters(), broken);
            collect(type.getMethods(), each -> name + "." + each.getName() + each.getParameters(), broken);
            collect(type.getFields(), each -> name + "." + each.getName(), broken);
        }
        return broken;
    }

    private static <T extends JApiCompatibility> void collect(
            Iterable<T> parts, Function<T, String> name, Set<String> broken) {
        parts.forEach(part -> collect(part, name.apply(part), broken));
    }

    private static void collect(JApiCompatibility part, String name, Set<String> broken) {
        for (JApiCompatibilityChange change : part.getCompatibilityChanges()) {
            if (!change.isBinaryCompatible() || !change.isSourceCompatible()) {
                broken.add(name + ": " + change.getType());
            }
        }
    }

    private static JApiCmpArchive archive(Path jar) {
        return new JApiCmpArchive(jar.toFile(), "0.0.0");
    }
}
