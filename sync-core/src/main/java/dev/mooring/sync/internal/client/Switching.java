package dev.mooring.sync.internal.client;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.user.UserHandover;
import dev.mooring.sync.internal.user.UserHandover.NotDrained;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.BindingTx.Handover;
import dev.mooring.sync.spi.text.Shown;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One switch from a client to the next, over the same open storage and the same scheduler.
 *
 * <p>The order is what keeps the two apart: drain, while the old client works as ever; retire its lane, so that its exchange is
 * cancelled and its futures are complete; {@linkplain UserHandover hand over}; let the next client begin. A write that comes in between
 * is the last user's if it commits before the handing over, and is refused behind it. An exchange that does not let itself be
 * cancelled may go on, on the old transport; what it brings is refused in the same way. The lane's one thread delivers all events
 * of the old client before the first event of the next.
 *
 * <p>If the storage was not handed over, a client like the old one goes on in its place, on the old transport.
 */
final class Switching<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Client<DB> client;
    private final Transport next;
    private final UserSwitch how;
    private final ServerIdentity last;
    private final ServerIdentity to;

    private Switching(Client<DB> client, Transport next, UserSwitch how) {
        this.client = client;
        this.next = next;
        this.how = how;
        this.last = client.transport().capabilities().identity();
        this.to = next.capabilities().identity();
    }

    /**
     * Goes over to another identity: the client retires, and another one takes its place, which is told before this returns or
     * throws. It is one for the present identity where the storage was not handed over.
     */
    public static <DB> UserSwitch.Report switchUser(
            Client<DB> client, Transport next, UserSwitch how, Consumer<Client<DB>> successor) {
        boolean went = false;
        try {
            UserSwitch.Report report = new Switching<>(client, next, how).run(successor);
            went = report.switched();
            return report;
        } finally {
            if (!went) {
                Failures.quietly("close the transport of who was not switched to", next::close);
            }
        }
    }

    private UserSwitch.Report run(Consumer<Client<DB>> successor) {
        refuse();
        long waiting = client.counts().all();
        if (how.kind() == UserSwitch.Kind.DRAIN && waiting > 0) {
            waiting = drained();
            if (waiting > 0) {
                return stayed(waiting);
            }
        }
        boolean started = client.lane().goesOn();
        client.retire();
        Client<DB> goesOn = null;
        try {
            Handover moved = client.handover().over(to, how.kind());
            goesOn = client.successor(next);
            return went(moved);
        } catch (NotDrained written) {
            return stayed(written.left());
        } finally {
            boolean went = goesOn != null;
            Client<DB> now = goesOn != null ? goesOn : client.successor(client.transport());
            successor.accept(now);
            if (went) {
                Failures.quietly("close the last user's transport", client.transport()::close);
            }
            now.takeOver(started);
        }
    }

    private void refuse() {
        client.lane().guard().refuse();
        if (to.equals(last)) {
            throw new IllegalArgumentException("the storage belongs to " + to + " already; nobody was switched");
        }
        String dialect = client.transport().capabilities().dialect();
        if (!dialect.equals(next.capabilities().dialect())) {
            throw new IllegalArgumentException("the storage was written in the dialect " + dialect + " and " + to
                    + " speaks " + next.capabilities().dialect() + "; nobody was switched");
        }
        if (!client.canReset()) {
            throw new IllegalStateException(
                    "this app's change handler has no reset, which is needed to take the rows of " + last
                            + " away; nobody was switched");
        }
    }

    /** Sends what it can before the deadline; returns how many mutations are left. */
    private long drained() {
        CompletableFuture<SyncReport> flush =
                client.flush(Objects.requireNonNull(how.within(), "drain needs a deadline"));
        try {
            flush.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Mutations that are not drained by now stay in the outbox.
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        return client.counts().all();
    }

    private UserSwitch.Report stayed(long left) {
        LOG.info("{} mutations of {} were not drained; nobody was switched", left, Shown.name(last.toString()));
        return new UserSwitch.Report(false, last, left, 0);
    }

    private UserSwitch.Report went(Handover moved) {
        String fate = how.kind() == UserSwitch.Kind.PARK ? "are kept" : "were dropped";
        LOG.info(
                "switched from {} to {}: {} mutations {}, {} are back",
                Shown.name(last.toString()),
                Shown.name(to.toString()),
                moved.left(),
                fate,
                moved.returned());
        return new UserSwitch.Report(true, to, moved.left(), moved.returned());
    }
}
