package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.testing.transport.LiveExchange;
import dev.mooring.sync.testing.transport.LiveExchange.Message;
import java.util.List;

class SocketTckTest extends CarrierTck {
    @Override
    LiveChannels.Builder channel(String baseUrl) {
        return LiveChannels.webSocket(baseUrl + "live", text -> text.startsWith("news"));
    }

    @Override
    protected LiveExchange live() {
        return new LiveExchange("/live", true, List.of(), new Message("", "news of the day"), List.of(), MOST * 3);
    }
}
