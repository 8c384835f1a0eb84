package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.ForwardingTransport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a transport does that knows whom its credential stands for: it asks before each request. For a while the credential is another
 * account's.
 *
 * <p>I14: a request that may leave with that one is a violation.
 */
final class Credential extends ForwardingTransport {
    private final String device;
    private final Account own;
    private final BooleanSupplier strange;
    private @Nullable AccountGuard guard;

    Credential(String device, Transport inner, Account own, BooleanSupplier strange) {
        super(inner);
        this.device = device;
        this.own = own;
        this.strange = strange;
    }

    @Override
    public void guard(AccountGuard value) {
        guard = value;
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        AccountGuard asked = guard;
        if (asked == null) {
            throw new IllegalStateException(device + " sends without a guard");
        }
        boolean stranger = strange.getAsBoolean();
        String refusal = asked.refusal(stranger ? new Account(own.kind(), "a stranger") : own);
        if (refusal != null) {
            Violation.check(stranger, "I14 (its own credential is refused)", device, refusal);
            return new Answer.Incompatible(Mismatch.OTHER_ACCOUNT, refusal);
        }
        Violation.check(!stranger, "I14 (another account's credential is let through)", device, ask);
        return super.exchange(ask, sink, cancellation);
    }
}
