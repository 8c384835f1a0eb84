package dev.mooring.examples.android.view;

/**
 * Ids of the views whose state Android keeps over a rotation, and by which tests find them. Above those that Android gives by itself to a
 * view that names a field.
 */
public final class Ids {
    /** Where a new item is typed. */
    public static final int ADD = 0x7E000001;

    /** The list. */
    public static final int LIST = 0x7E000002;

    /** The title in the editor. */
    public static final int TITLE = 0x7E000003;

    /** The server's address in the settings. */
    public static final int SERVER = 0x7E000004;

    /** The user's name in the settings. */
    public static final int USER = 0x7E000005;

    /** The status light. */
    public static final int STATUS = 0x7E000006;

    private Ids() {}
}
