package dev.mooring.systemtests.release;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/** Copies projects out of this one, and says how Maven builds one against the repository's folder. */
final class Projects {
    static final String MAVEN = System.getProperty("mooring.maven");

    /** What builds make, and what belongs to this project's own history. */
    private static final Set<String> LEFT_OUT = Set.of("target", ".git", "node_modules");

    private Projects() {}

    /**
     * @param project its own folder holds its local repository, so that nothing of this build and nothing that was installed before can
     *     take the place of what is released
     */
    static List<String> maven(Path project, String phase) throws IOException {
        // Without this folder Maven would take options from the nearest one above.
        Files.createDirectories(project.resolve(".mvn"));
        return List.of(
                MAVEN,
                "-B",
                "-ntp",
                "-gs",
                ReleaseRepository.ROOT
                        .resolve("build-tools/release-repository-settings.xml")
                        .toString(),
                "-Dmooring.release.repository=" + ReleaseRepository.FOLDER,
                "-Dmooring.version=" + ReleaseRepository.VERSION,
                "-Dmaven.repo.local=" + project.resolve("repository"),
                phase);
    }

    /** Copies the sources of a project. */
    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (LEFT_OUT.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
