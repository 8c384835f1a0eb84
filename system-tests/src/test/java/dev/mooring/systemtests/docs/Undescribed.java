package dev.mooring.systemtests.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.doctree.UnknownBlockTagTree;
import com.sun.source.doctree.UnknownInlineTagTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTreeScanner;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** What of a source file others may see and no comment describes, and the tags that nobody knows, which the compiler lets pass. */
final class Undescribed extends TreePathScanner<Void, Void> {
    private final DocTrees comments;
    private final CompilationUnitTree unit;
    private final List<String> found = new ArrayList<>();

    Undescribed(JavacTask task, CompilationUnitTree unit) {
        this.comments = DocTrees.instance(task);
        this.unit = unit;
    }

    /** Each with its file and line. */
    List<String> found() {
        scan(unit, null);
        return found;
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
        if (!isSeen(type.getModifiers())) {
            return null; // And nothing in it is.
        }
        Set<String> needed = new HashSet<>();
        type.getTypeParameters().forEach(parameter -> needed.add("<" + parameter.getName() + ">"));
        if (type.getKind() == Tree.Kind.RECORD) {
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
                    needed.add(field.getName().toString());
                }
            }
        }
        check(type.getSimpleName(), needed);
        return super.visitClass(type, none);
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
        boolean overrides = method.getModifiers().getAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().equals("Override"));
        if (!isSeen(method.getModifiers()) || overrides || isRecordsConstructor(method)) {
            return null;
        }
        Set<String> needed = new HashSet<>();
        method.getTypeParameters().forEach(parameter -> needed.add("<" + parameter.getName() + ">"));
        method.getParameters()
                .forEach(parameter -> needed.add(parameter.getName().toString()));
        method.getThrows().forEach(thrown -> needed.add("throws " + thrown));
        if (method.getReturnType() != null && !method.getReturnType().toString().equals("void")) {
            needed.add("return");
        }
        check(method.getName(), needed);
        return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void none) {
        boolean ofRecord = owner().getKind() == Tree.Kind.RECORD
                && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        if (isSeen(field.getModifiers()) && !ofRecord) {
            check(field.getName(), Set.of());
        }
        return null;
    }

    @Override
    public Void visitBlock(BlockTree initializer, Void none) {
        return null;
    }

    /** The canonical one, whose parameters are the record's own, and those that leave some of them out. */
    private boolean isRecordsConstructor(MethodTree method) {
        return owner().getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
    }

    private ClassTree owner() {
        return (ClassTree) getCurrentPath().getParentPath().getLeaf();
    }

    /** Members of an interface are public whether they say so or not. */
    private boolean isSeen(ModifiersTree modifiers) {
        Set<Modifier> flags = modifiers.getFlags();
        TreePath parent = getCurrentPath().getParentPath();
        boolean ofInterface = parent.getLeaf() instanceof ClassTree type && type.getKind() == Tree.Kind.INTERFACE;
        return flags.contains(Modifier.PUBLIC)
                || flags.contains(Modifier.PROTECTED)
                || (ofInterface && !flags.contains(Modifier.PRIVATE));
    }

    private void check(Object name, Set<String> needed) {
        DocCommentTree comment = comments.getDocCommentTree(getCurrentPath());
        if (comment == null) {
            report(name, "lacks a comment");
            return;
        }
        Set<String> missing = new HashSet<>(needed);
        for (DocTree part : comment.getFullBody()) {
            if (part.getKind() == DocTree.Kind.RETURN) {
                missing.remove("return");
            }
        }
        for (DocTree tag : comment.getBlockTags()) {
            if (tag instanceof ParamTree param) {
                missing.remove(
                        param.isTypeParameter()
                                ? "<" + param.getName() + ">"
                                : param.getName().toString());
            } else if (tag instanceof ThrowsTree thrown) {
                missing.remove("throws " + thrown.getExceptionName());
            } else if (tag.getKind() == DocTree.Kind.RETURN) {
                missing.remove("return");
            }
        }
        missing.forEach(what -> report(name, "lacks " + what));
        new DocTreeScanner<Void, Void>() {
            @Override
            public Void visitUnknownBlockTag(UnknownBlockTagTree tag, Void none) {
                report(name, "has the unknown tag @" + tag.getTagName());
                return super.visitUnknownBlockTag(tag, none);
            }

            @Override
            public Void visitUnknownInlineTag(UnknownInlineTagTree tag, Void none) {
                report(name, "has the unknown tag @" + tag.getTagName());
                return super.visitUnknownInlineTag(tag, none);
            }
        }.scan(comment, null);
    }

    private void report(Object name, String what) {
        long start = comments.getSourcePositions()
                .getStartPosition(unit, getCurrentPath().getLeaf());
        String file = unit.getSourceFile().getName().replaceFirst(".*/dev/mooring/", "");
        found.add(file + ":" + unit.getLineMap().getLineNumber(start) + " " + name + " " + what);
    }
}
