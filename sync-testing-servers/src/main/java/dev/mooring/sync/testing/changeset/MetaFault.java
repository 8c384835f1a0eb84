package dev.mooring.sync.testing.changeset;

/** What is wrong with the answer of {@code GET /:db/meta}. */
public enum MetaFault {
    /** Nothing. */
    NONE,

    /** No answer comes. */
    BLOCKED,

    /** A proxy does not know the path: 404. */
    NOT_FOUND,

    /** 500, with a message. */
    FAILS,

    /** The names are written {@code site_id}, {@code schema_name}, {@code schema_version}. */
    SNAKE_CASE,

    /** The site id stands in capitals between {@code X'} and {@code '}. */
    WRAPPED,

    /** The site id is missing. */
    NO_SITE
}
