package dev.mooring.sync.sqlite.internal.clock;

/** Ids of sites as text. */
final class Hex {
    private Hex() {}

    /**
     * The bytes of hexadecimal digits.
     *
     * @throws IllegalArgumentException if they are none
     */
    static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < hex.length(); i++) {
            int digit = Character.digit(hex.charAt(i), 16);
            if (digit < 0 || hex.length() % 2 != 0) {
                throw new IllegalArgumentException("the origin of a cell is no id of a site, but '" + hex + "'");
            }
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        return bytes;
    }
}
