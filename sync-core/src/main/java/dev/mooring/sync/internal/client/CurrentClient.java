package dev.mooring.sync.internal.client;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.ApiCalls;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.recovery.AsideRow;
import dev.mooring.sync.recovery.CheckReport;
import dev.mooring.sync.recovery.Comparison;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.Inspection;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.recovery.ParkedMutations;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.recovery.Recovery;
import dev.mooring.sync.recovery.Unsettled;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The client of the present user. A switch of users puts another one in its place; the app's accessors follow. */
public final class CurrentClient<DB> {
    private final Object switching = new Object();
    private final ParkedMutations parked = new Parked();
    private final Inspection inspection = new Inspected();
    private final Recovery recovery = new Recovering();
    private final ApiCalls calls = new Calling();
    private volatile Client<DB> client;
    private volatile boolean closed;

    public CurrentClient(Client<DB> first) {
        this.client = first;
    }

    public Client<DB> get() {
        return client;
    }

    public ParkedMutations parked() {
        return parked;
    }

    public Inspection inspection() {
        return inspection;
    }

    public Recovery recovery() {
        return recovery;
    }

    public ApiCalls calls() {
        return calls;
    }

    public void close() {
        closed = true;
        client.close();
    }

    private Client<DB> opened() {
        Client<DB> now = client;
        now.open();
        return now;
    }

    private void goOnWith(Client<DB> next) {
        client = next;
        if (closed) {
            next.close();
        }
    }

    private final class Parked implements ParkedMutations {
        @Override
        public List<ParkedMutation> superseded(int limit) {
            return opened().parking().list(MutationState.SUPERSEDED, limit);
        }

        @Override
        public List<ParkedMutation> quarantined(int limit) {
            return opened().parking().list(MutationState.QUARANTINED, limit);
        }

        @Override
        public boolean retry(UUID id) {
            return opened().parking().retry(id);
        }

        @Override
        public @Nullable Mutation reissue(UUID id) {
            return opened().parking().reissue(id);
        }

        @Override
        public boolean drop(UUID id) {
            return opened().parking().drop(id);
        }
    }

    private final class Inspected implements Inspection {
        @Override
        public List<Unsettled> unsettled(long after, int limit) {
            return opened().unsettled(after, limit);
        }

        @Override
        public List<ParkedMutation> parked(MutationState state, long skip, int limit) {
            return opened().inspecting().parked(state, skip, limit);
        }

        @Override
        public @Nullable Comparison compare(Mutation mutation) {
            return opened().inspecting().compare(mutation);
        }

        @Override
        public List<AsideRow> setAside(int limit) {
            return opened().inspecting().setAside(limit);
        }
    }

    private final class Recovering implements Recovery {
        @Override
        public CheckReport check() {
            return opened().repairs().check();
        }

        @Override
        public RebuildPreview preview(RebuildPlan plan) {
            Objects.requireNonNull(plan);
            return opened().repairs().preview(plan);
        }

        @Override
        public CompletableFuture<RebuildReport> rebuild(RebuildPlan plan) {
            Objects.requireNonNull(plan);
            return opened().repairs().rebuild(plan);
        }

        @Override
        public boolean cancelRebuild() {
            return opened().repairs().cancel();
        }

        @Override
        public long exportTo(Path file) {
            return opened().exports().to(file).count();
        }

        @Override
        public ImportReport importFrom(Path file) {
            return opened().exports().takeIn(file);
        }

        @Override
        public UserSwitch.Report switchUser(Transport next, UserSwitch how) {
            Objects.requireNonNull(next);
            Objects.requireNonNull(how);
            synchronized (switching) {
                return Switching.switchUser(client, next, how, CurrentClient.this::goOnWith);
            }
        }
    }

    private final class Calling implements ApiCalls {
        @Override
        public boolean areSupported() {
            return client.carriesCalls();
        }

        @Override
        public CompletableFuture<CallReport> make(ApiCall call) {
            return client.call(Objects.requireNonNull(call));
        }
    }
}
