package dev.mooring.examples.android.view;

/** Ids of the views whose state Android keeps over a rotation, and by which tests find them. */
public final class Ids {
    /** Where a new item is typed. */
    public static final int ADD = 1;

    /** The list. */
    public static final int LIST = 2;

    /** The title in the editor. */
    public static final int TITLE = 3;

    /** The server's address in the settings. */
    public static final int SERVER = 4;

    /** The user's name in the settings. */
    public static final int USER = 5;

    /** The status light. */
    public static final int STATUS = 6;

    private Ids() {}
}
