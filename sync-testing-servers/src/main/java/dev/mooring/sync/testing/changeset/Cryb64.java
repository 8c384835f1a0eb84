package dev.mooring.sync.testing.changeset;

/** The number of a schema: two hashes of 32 bits over its text. */
public final class Cryb64 {
    private Cryb64() {}

    /**
     * Hashes a text.
     *
     * @param text of the schema, to the last blank
     * @return its number
     */
    public static long of(String text) {
        int low = 0xdeadbeef;
        int high = 0x41c6ce57;
        for (int i = 0; i < text.length(); i++) {
            low = (low ^ text.charAt(i)) * (int) 2654435761L;
            high = (high ^ text.charAt(i)) * 1597334677;
        }
        int mixedLow = (low ^ low >>> 16) * (int) 2246822507L ^ (high ^ high >>> 13) * (int) 3266489909L;
        int mixedHigh = (high ^ high >>> 16) * (int) 2246822507L ^ (mixedLow ^ mixedLow >>> 13) * (int) 3266489909L;
        return (1L << 32) * mixedHigh + mixedLow;
    }
}
