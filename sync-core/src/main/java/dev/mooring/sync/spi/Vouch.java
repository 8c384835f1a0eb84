package dev.mooring.sync.spi;

/**
 * What a server itself counts beside a listing that it gave. It is the evidence about rows that the listing does not show.
 *
 * @param surplus how many more rows it counts than the listing showed; some may be of a sort that no listing shows
 * @param used whether it knows that this account was ever used; if the account was used and the server does not know it, the server
 *     has lost its data
 * @param moved whether anybody has written to the account since the previous listing; if not, what the listing lacks was not
 *     deleted. True if that is not known
 */
public record Vouch(long surplus, boolean used, boolean moved) {
    /** A server or an app says so if it knows that a listing was whole: what it did not show is gone. */
    public static final Vouch WHOLE = new Vouch(0, true, true);
}
