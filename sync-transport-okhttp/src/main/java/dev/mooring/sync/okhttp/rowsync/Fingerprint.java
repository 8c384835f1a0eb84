package dev.mooring.sync.okhttp.rowsync;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a row says, as a short text: equal for the same row in whatever form it is told.
 *
 * <p>The server gives back what was pushed in forms of its own: booleans as 0 and 1, a time with other digits or another zone,
 * numbers that came as text, UUIDs in small letters, and NULL for every column that was not pushed. So columns count in the
 * order of their names, NULL counts as missing, and scalars count in one form. The stamp is made when a row is sent and says
 * nothing of it; the soft-delete column says no more than whether there is a row.
 */
final class Fingerprint {
    private static final Pattern UUID =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,300}(\\.\\d{1,300})?([eE][+-]?\\d{1,3})?");
    private static final int BYTES = 16;

    private Fingerprint() {}

    static String of(RowTable table, RowText row) {
        Map<String, String> sorted = new TreeMap<>();
        for (Map.Entry<String, String> column : row.columns().entrySet()) {
            String json = column.getValue().trim();
            if (table.counts(column.getKey()) && !json.equals("null")) {
                sorted.put(column.getKey(), canonical(json, table.isTime(column.getKey())));
            }
        }
        MessageDigest digest = sha256();
        for (Map.Entry<String, String> column : sorted.entrySet()) {
            update(digest, column.getKey());
            update(digest, column.getValue());
        }
        return ByteString.of(digest.digest(), 0, BYTES).hex();
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(Integer.toString(text.length()).concat(":").concat(text).getBytes(StandardCharsets.UTF_8));
    }

    private static String canonical(String json, boolean time) {
        String scalar = scalar(json, time);
        return scalar == null ? json : scalar;
    }

    /** A scalar in the one form that stands for all; null for null and for what is none. */
    static @Nullable String scalar(String json, boolean time) {
        String trimmed = json.trim();
        if (trimmed.equals("true") || trimmed.equals("false")) {
            return trimmed.equals("true") ? "1" : "0";
        }
        if (mayBeNumber(trimmed) && NUMBER.matcher(trimmed).matches()) {
            BigDecimal number = new BigDecimal(trimmed);
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        String text = RowText.scalarOf(trimmed);
        return text == null ? null : text(text, time);
    }

    private static boolean mayBeNumber(String json) {
        char first = json.isEmpty() ? ' ' : json.charAt(0);
        return first == '-' || (first >= '0' && first <= '9');
    }

    private static String text(String text, boolean time) {
        if (text.length() == 36 && text.charAt(8) == '-' && UUID.matcher(text).matches()) {
            return text.toLowerCase(Locale.ROOT);
        }
        Instant at = RowStamps.parse(text);
        return at == null ? text : time ? RowStamps.text(at) : at.toString();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java and every Android has SHA-256", e);
        }
    }
}
