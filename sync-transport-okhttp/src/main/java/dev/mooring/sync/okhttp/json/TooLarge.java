package dev.mooring.sync.okhttp.json;

/** A value that is well-formed as far as it was read, and larger than this device takes. */
public final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Names the bound.
     *
     * @param bytes how many may be in it, the spaces between its parts not counted
     */
    public TooLarge(long bytes) {
        super("a value has more than " + bytes
                + " bytes without its spaces; whoever builds the transport can raise maxValueBytes");
    }

    /**
     * The same of what is set aside, spaces and all.
     *
     * @param bytes how many may be in it
     * @return what a sentence goes on with
     */
    public static String words(long bytes) {
        return "has more than " + bytes + " bytes; whoever builds the transport can raise maxValueBytes";
    }
}
