package dev.mooring.examples.server.lease;

import java.time.Duration;

/**
 * Who writes into a log, and by which token. The token grows whenever another one begins to write. So a push with an old token comes from
 * somebody who has missed what was written since, and is refused whatever the clocks say.
 *
 * @param token 0 before the first writer
 * @param holder a client's name, {@link #SERVER}, or empty
 * @param expiresAt milliseconds since 1970; counts only if a client holds it
 */
public record Lease(long token, String holder, long expiresAt) {
    /** The holder while the server's own writers write. */
    public static final String SERVER = "server";

    /** Nobody has written yet. */
    public static final Lease NONE = new Lease(0, "", 0);

    /** Whether a client has it, and has said so in time. The server's own writers wait as long as this is so. */
    public boolean isHeld(long now) {
        return !holder.isEmpty() && !holder.equals(SERVER) && expiresAt > now;
    }

    /** Whether this writer has it, and has said so in time. */
    public boolean isHeldBy(Writer writer, long now) {
        return writer.isNamed() && holder.equals(writer.name()) && isHeld(now);
    }

    /** Whether the writer has missed that somebody else wrote. A client without leases misses nothing that could be told. */
    public boolean fences(Writer writer) {
        return writer.isNamed() && writer.token() != token;
    }

    /** After a push of this writer. */
    public Lease afterPush(Writer writer, long now, Duration length) {
        if (!writer.isNamed()) {
            return this;
        }
        long grown = holder.equals(writer.name()) ? token : token + 1;
        return new Lease(grown, writer.name(), now + length.toMillis());
    }

    /** After a sign of life, such as a pull. Changes nothing if somebody else has it. */
    public Lease renewed(Writer writer, long now, Duration length) {
        return writer.isNamed() && holder.equals(writer.name())
                ? new Lease(token, holder, now + length.toMillis())
                : this;
    }

    /** After its holder gave it back. Changes nothing if somebody else has it, or it by another token. */
    public Lease released(Writer writer) {
        return writer.isNamed() && holder.equals(writer.name()) && token == writer.token()
                ? new Lease(token, "", 0)
                : this;
    }

    /** After the server itself wrote. */
    public Lease afterServer() {
        return holder.equals(SERVER) ? this : new Lease(token + 1, SERVER, 0);
    }

    /** Who has it now, for people; empty if it has expired. */
    public String heldBy(long now) {
        return holder.equals(SERVER) || isHeld(now) ? holder : "";
    }

    /** How long it lasts; 0 if no client has it. */
    public long expiresIn(long now) {
        return isHeld(now) ? expiresAt - now : 0;
    }
}
