package dev.mooring.sync.okhttp.rowsync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/**
 * The set of keys that a full pull has shown, as a sum: two passes with the same keys have the same sum, in whatever order they
 * came. Pages of the server are cut by offset, and a row that is written between two pages moves others to where nobody
 * looks (protocol §1.9, hole 4), so a full pull of several requests is repeated until two passes agree.
 *
 * <p>A pass that was read also keeps a digest of each page, over its rows to the letter and in their order. The pass behind it is only
 * {@linkplain #skimmed compared}, page by page. If all its pages are the same to the letter, it shows the same keys, and every row of it is here already. With the first page that is
 * another one it begins anew and is read. What was only compared counts for nothing then: a page may be as before, and the row in it may
 * have been another one on a later page of the pass before.
 */
final class Census {
    private static final String NAMELESS = "?";
    private static final String PAGE = "/";
    /** The digest of a page that was not read to the letter: it is like no other. */
    private static final String UNKNOWN = "!";

    private static final int DIGEST_BYTES = 12;

    private final MessageDigest digest = Fingerprint.sha256();
    private long count;
    private long sum;
    private boolean nameless;
    private String pages;
    private final MessageDigest page = Fingerprint.sha256();
    private boolean unknown;

    /** Goes on from a text that {@link #toString} made; empty begins. */
    Census(String text) {
        int end = text.indexOf(PAGE);
        pages = end < 0 ? "" : text.substring(end);
        String keys = end < 0 ? text : text.substring(0, end);
        if (!keys.isEmpty()) {
            int dot = keys.indexOf('.');
            nameless = keys.endsWith(NAMELESS);
            count = Long.parseLong(keys.substring(0, Math.max(0, dot)));
            sum = Long.parseUnsignedLong(keys.substring(dot + 1, keys.length() - (nameless ? 1 : 0)), 16);
        }
    }

    void add(String table, String key) {
        digest.reset();
        digest.update(table.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        count++;
        sum += ByteBuffer.wrap(digest.digest(key.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** A row came of which nobody can tell which one it is: any that is missing may be this one. */
    void addNameless() {
        nameless = true;
    }

    boolean isNameless() {
        return nameless;
    }

    /** Takes a row of this page to the letter, and reads it to its end. */
    void skim(BufferedSource row) throws IOException {
        Buffer read = row.getBuffer();
        while (!row.exhausted()) {
            try (Buffer.UnsafeCursor bytes = read.readUnsafe(new Buffer.UnsafeCursor())) {
                while (bytes.next() > 0) {
                    page.update(bytes.data, bytes.start, bytes.end - bytes.start);
                }
            }
            read.clear();
        }
        page.update((byte) 0); // Stands in no JSON text.
    }

    /** A row of this page is not at hand as it was told. */
    void addUnknown() {
        unknown = true;
    }

    /** The page is at its end. */
    void endPage() {
        String letters = ByteString.of(page.digest(), 0, DIGEST_BYTES).base64Url();
        pages = pages.concat(PAGE).concat(unknown ? UNKNOWN : letters);
    }

    /** Whether the pass behind this one need only be compared. */
    boolean isComparable() {
        return !pages.isEmpty() && !pages.contains(UNKNOWN);
    }

    /**
     * Whether this pass has the same pages as far as it has come.
     *
     * @param more whether there is another page behind them
     */
    boolean skimmed(Census before, boolean more) {
        return before.pages.startsWith(pages) && more == before.pages.length() > pages.length();
    }

    /** The keys alone. */
    String keys() {
        return count + "." + Long.toHexString(sum) + (nameless ? NAMELESS : "");
    }

    @Override
    public String toString() {
        return keys().concat(pages);
    }
}
