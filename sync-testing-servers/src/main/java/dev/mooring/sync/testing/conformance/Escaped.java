package dev.mooring.sync.testing.conformance;

/** Text inside XML and HTML. */
final class Escaped {
    private Escaped() {}

    /** What XML cannot hold at all becomes a question mark. */
    static String of(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(each -> {
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(each) ? each : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int point) {
        boolean control = point < ' ' && point != '\t' && point != '\n' && point != '\r';
        boolean surrogate = point >= 0xd800 && point <= 0xdfff;
        return !control && !surrogate && point != 0xfffe && point != 0xffff;
    }
}
