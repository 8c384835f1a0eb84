package dev.mooring.sync.okhttp.changeset;

import okio.ByteString;

/** A value as the wire has it. */
sealed interface Value {
    /** NULL. */
    Null NULL = new Null();

    /** NULL. */
    record Null() implements Value {}

    /** A whole number. */
    record Whole(long number) implements Value {}

    /** A real number; browsers send small whole numbers so, too. */
    record Real(double number) implements Value {}

    /** A text. */
    record Text(String text) implements Value {}

    /** True or false; SQLite holds 1 or 0. */
    record Bool(boolean isTrue) implements Value {}

    /** Bytes. */
    record Blob(ByteString bytes) implements Value {}

    /** A text or bytes that came and were not kept, as they have more bytes than this device takes. */
    record TooLarge(long most) implements Value {}
}
