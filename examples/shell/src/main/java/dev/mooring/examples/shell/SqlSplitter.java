package dev.mooring.examples.shell;

import dev.mooring.examples.shell.SqlScript.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds where statements end: at a semicolon outside of quotes and comments, and within {@code CREATE TRIGGER} at the one behind
 * its {@code END}, which is how SQLite's own shell does it.
 */
final class SqlSplitter {
    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private int at;
    private int begin;
    private int firstWord = -1;
    private boolean behindSemicolon;
    private boolean behindEnd;

    SqlSplitter(String text) {
        this.text = text;
    }

    List<Statement> statements() {
        while (at < text.length()) {
            step();
        }
        add(text.length());
        return statements;
    }

    private void step() {
        char c = text.charAt(at);
        if (text.startsWith("--", at)) {
            skipTo("\n", at);
        } else if (text.startsWith("/*", at)) {
            skipTo("*/", at + 2);
        } else if (c == ';') {
            semicolon();
        } else if (Character.isWhitespace(c)) {
            at++;
        } else {
            token(c);
        }
    }

    private void token(char c) {
        firstWord = firstWord < 0 ? at : firstWord;
        int from = at;
        if (c == '\'' || c == '"' || c == '`' || c == '[') {
            skipTo(c == '[' ? "]" : String.valueOf(c), at + 1);
        } else if (Character.isJavaIdentifierStart(c)) {
            while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
                at++;
            }
        } else {
            at++;
        }
        String word = text.substring(from, at).toUpperCase(Locale.ROOT);
        behindEnd = behindSemicolon && word.equals("END");
        behindSemicolon = false;
        if (words.length() < 40) {
            words.append(word).append(' ');
        }
    }

    private void semicolon() {
        if (words.toString().matches("CREATE (TEMP |TEMPORARY )?TRIGGER .*") && !behindEnd) {
            behindSemicolon = true;
            at++;
            return;
        }
        add(at);
        at++;
        begin = at;
        firstWord = -1;
        words.setLength(0);
        behindEnd = false;
        behindSemicolon = false;
    }

    private void add(int end) {
        if (firstWord >= 0) {
            String sql = text.substring(firstWord, end).stripTrailing();
            statements.add(new Statement(text.substring(begin, firstWord), sql));
        }
    }

    private void skipTo(String close, int from) {
        int found = text.indexOf(close, from);
        at = found < 0 ? text.length() : found + close.length();
    }
}
