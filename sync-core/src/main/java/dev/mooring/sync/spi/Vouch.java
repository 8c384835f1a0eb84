package dev.mooring.sync.spi;

/**
 * What a server itself counts of what it has, beside a listing that it gave: the evidence for what the listing does not show.
 *
 * @param surplus how many rows it counts beyond those that the listing showed; more than none may be rows of a sort that no listing shows
 * @param used whether it knows that this account was ever used; one that was, and is not known any more, has lost its data
 * @param moved whether anything was written to the account since the listing before, by anybody: what a listing lacks without that was
 *     not deleted. True where that is not known
 */
public record Vouch(long surplus, boolean used, boolean moved) {
    /** For a server, or an app, that knows that a listing was whole: what it did not show is gone. */
    public static final Vouch WHOLE = new Vouch(0, true, true);
}
