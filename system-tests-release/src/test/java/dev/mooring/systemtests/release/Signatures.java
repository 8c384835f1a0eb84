package dev.mooring.systemtests.release;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import javassist.bytecode.AccessFlag;
import javassist.bytecode.AnnotationsAttribute;
import javassist.bytecode.AttributeInfo;
import javassist.bytecode.ClassFile;
import javassist.bytecode.FieldInfo;
import javassist.bytecode.InnerClassesAttribute;
import javassist.bytecode.MethodInfo;

/**
 * Makes of a jar one that holds only what is stable: the public types of the exported packages with their public and protected members,
 * without code and without what is {@code @Beta}. The same jar always becomes the same bytes.
 */
final class Signatures {
    private static final String BETA = "dev.mooring.sync.Beta";

    private static final Set<String> OF_A_TYPE = Set.of("Signature", "InnerClasses", "Deprecated");
    private static final Set<String> OF_A_MEMBER =
            Set.of("Signature", "Exceptions", "ConstantValue", "AnnotationDefault", "Deprecated");

    private final JarFile jar;
    private final Set<String> exported;

    private Signatures(JarFile jar) throws IOException {
        this.jar = jar;
        this.exported = exported(jar);
    }

    /** @return whether anything was stable; otherwise no file is written */
    static boolean write(Path from, Path to) throws IOException {
        Map<String, ClassFile> types = new TreeMap<>();
        try (JarFile jar = new JarFile(from.toFile())) {
            Signatures signatures = new Signatures(jar);
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.endsWith("-info.class") && !name.startsWith("META-INF/")) {
                    ClassFile type = signatures.read(entry);
                    if (signatures.isStable(type)) {
                        types.put(name, reduced(type));
                    }
                }
            }
        }
        if (types.isEmpty()) {
            return false;
        }
        Files.createDirectories(to.getParent());
        try (OutputStream out = Files.newOutputStream(to);
                JarOutputStream zip = new JarOutputStream(out)) {
            for (Map.Entry<String, ClassFile> type : types.entrySet()) {
                JarEntry entry = new JarEntry(type.getKey());
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                type.getValue().write(new DataOutputStream(zip));
            }
        }
        return true;
    }

    /** A jar that is no module, as the one for Android, has all packages open but those called internal. */
    private static Set<String> exported(JarFile jar) throws IOException {
        Set<String> packages = new HashSet<>();
        JarEntry module = jar.getJarEntry("module-info.class");
        if (module != null) {
            try (InputStream in = jar.getInputStream(module)) {
                ModuleDescriptor.read(in).exports().stream()
                        .filter(export -> !export.isQualified())
                        .forEach(export -> packages.add(export.source()));
            }
            return packages;
        }
        for (JarEntry entry : jar.stream().toList()) {
            String name = entry.getName();
            if (name.endsWith(".class") && name.contains("/") && !name.contains("/internal/")) {
                packages.add(name.substring(0, name.lastIndexOf('/')).replace('/', '.'));
            }
        }
        return packages;
    }

    private boolean isStable(ClassFile type) throws IOException {
        String name = type.getName();
        String folder = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        JarEntry about = jar.getJarEntry(folder.replace('.', '/') + "/package-info.class");
        return exported.contains(folder)
                && (about == null || !isBeta(read(about).getAttributes()))
                && isShown(type);
    }

    /** A nested type is shown if all around it are. */
    private boolean isShown(ClassFile type) throws IOException {
        if (isBeta(type.getAttributes())) {
            return false;
        }
        InnerClassesAttribute inner = (InnerClassesAttribute) type.getAttribute(InnerClassesAttribute.tag);
        int own = inner == null ? -1 : inner.find(type.getName());
        if (own < 0) {
            return isShown(type.getAccessFlags());
        }
        String outer = inner.outerClass(own); // Null for one that is local or has no name.
        return outer != null
                && isShown(inner.accessFlags(own))
                && isShown(read(jar.getJarEntry(outer.replace('.', '/') + ".class")));
    }

    private ClassFile read(JarEntry entry) throws IOException {
        try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            return new ClassFile(in);
        }
    }

    private static ClassFile reduced(ClassFile type) {
        type.getMethods().removeIf(method -> !isShown(method.getAccessFlags()) || isBeta(method.getAttributes()));
        type.getFields().removeIf(field -> !isShown(field.getAccessFlags()) || isBeta(field.getAttributes()));
        type.getAttributes().removeIf(attribute -> !OF_A_TYPE.contains(attribute.getName()));
        for (MethodInfo method : type.getMethods()) {
            method.getAttributes().removeIf(attribute -> !OF_A_MEMBER.contains(attribute.getName()));
        }
        for (FieldInfo field : type.getFields()) {
            field.getAttributes().removeIf(attribute -> !OF_A_MEMBER.contains(attribute.getName()));
        }
        type.compact();
        return type;
    }

    private static boolean isShown(int flags) {
        boolean open = (flags & (AccessFlag.PUBLIC | AccessFlag.PROTECTED)) != 0;
        return open && (flags & AccessFlag.SYNTHETIC) == 0;
    }

    private static boolean isBeta(List<AttributeInfo> attributes) {
        return attributes.stream()
                .anyMatch(each -> each instanceof AnnotationsAttribute found && found.getAnnotation(BETA) != null);
    }
}
