package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The poms hold what Maven Central asks for, need no parent, and name nothing that only this build needs. */
class PublishedPomsTest {
    private static final List<String> MODULES = List.of(
            "mooring-bom",
            "sync-core",
            "sync-inspector",
            "sync-kotlin",
            "sync-sqlite",
            "sync-storage-android",
            "sync-storage-sqlite",
            "sync-testing",
            "sync-testing-servers",
            "sync-transport-okhttp");

    private static final List<String> CENTRAL_ASKS_FOR = List.of(
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/url");

    private final XPath paths = XPathFactory.newInstance().newXPath();

    @Test
    void everyPublishedModuleIsThereAndNothingElse() throws Exception {
        assertEquals(MODULES, ReleaseRepository.modules());
    }

    @Test
    void theyHoldWhatMavenCentralAsksFor() throws Exception {
        for (String module : MODULES) {
            Document pom = pom(module);
            for (String path : CENTRAL_ASKS_FOR) {
                assertFalse(text(pom, "/project/" + path).isBlank(), module + " has no " + path);
            }
            assertEquals(ReleaseRepository.VERSION, text(pom, "/project/version"), module);
        }
    }

    @Test
    void theyNeedNoParentAndNoPropertyAndNameNoPlaceOfThisBuild() throws Exception {
        for (String module : MODULES) {
            Document pom = pom(module);
            for (String absent : List.of("parent", "properties", "build", "profiles", "modules", "repositories")) {
                assertEquals(0, nodes(pom, "/project/" + absent).getLength(), module + " has " + absent);
            }
            String text = Files.readString(ReleaseRepository.file(module, ".pom"));
            assertFalse(text.contains("${") && !module.equals("mooring-bom"), module);
            assertFalse(text.contains(ReleaseRepository.ROOT.toAbsolutePath().toString()), module);
        }
    }

    @Test
    void everyDependencyHasItsVersionAndIsNeededToRun() throws Exception {
        for (String module : MODULES) {
            NodeList dependencies = nodes(pom(module), "/project/dependencies/dependency");
            for (int i = 0; i < dependencies.getLength(); i++) {
                String name = paths.evaluate("artifactId", dependencies.item(i));
                String version = paths.evaluate("version", dependencies.item(i));
                assertTrue(version.matches("[0-9].*"), module + ": " + name + " " + version);
                assertEquals("compile", paths.evaluate("scope", dependencies.item(i)), module + ": " + name);
            }
        }
    }

    @Test
    void theBomHasOneVersionOfEveryOtherModule() throws Exception {
        NodeList managed = nodes(pom("mooring-bom"), "/project/dependencyManagement/dependencies/dependency");
        List<String> names = new ArrayList<>(List.of("mooring-bom"));
        for (int i = 0; i < managed.getLength(); i++) {
            names.add(paths.evaluate("artifactId", managed.item(i)));
        }
        assertEquals(MODULES, names);
    }

    private static Document pom(String module) throws Exception {
        Path file = ReleaseRepository.file(module, ".pom");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private String text(Document pom, String path) throws Exception {
        return paths.evaluate(path, pom);
    }

    private NodeList nodes(Document pom, String path) throws Exception {
        return (NodeList) paths.evaluate(path, pom, XPathConstants.NODESET);
    }
}
