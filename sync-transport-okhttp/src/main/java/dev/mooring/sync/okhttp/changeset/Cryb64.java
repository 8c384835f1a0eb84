package dev.mooring.sync.okhttp.changeset;

/** The number that these servers make of the text of a schema. Client and server compare it, so the texts have to be the same to the byte. */
final class Cryb64 {
    private static final int SEED_1 = 0xdeadbeef;
    private static final int SEED_2 = 0x41c6ce57;
    private static final int STEP_1 = (int) 2_654_435_761L;
    private static final int STEP_2 = 1_597_334_677;
    private static final int MIX_1 = (int) 2_246_822_507L;
    private static final int MIX_2 = (int) 3_266_489_909L;

    private Cryb64() {}

    /**
     * The number of a text.
     *
     * @param text of a schema; its UTF-16 units are counted, as the server does
     * @return 64 bits
     */
    static long of(String text) {
        int first = SEED_1;
        int second = SEED_2;
        for (int i = 0; i < text.length(); i++) {
            first = (first ^ text.charAt(i)) * STEP_1;
            second = (second ^ text.charAt(i)) * STEP_2;
        }
        first = ((first ^ (first >>> 16)) * MIX_1) ^ ((second ^ (second >>> 13)) * MIX_2);
        second = ((second ^ (second >>> 16)) * MIX_1) ^ ((first ^ (first >>> 13)) * MIX_2);
        return ((long) second << 32) + first;
    }
}
