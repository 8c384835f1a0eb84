package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.testing.transport.LiveExchange;
import dev.mooring.sync.testing.transport.LiveExchange.Message;
import java.util.List;

class EventsTckTest extends CarrierTck {
    @Override
    LiveChannels.Builder channel(String baseUrl) {
        return LiveChannels.events(baseUrl + "live", "news");
    }

    @Override
    protected LiveExchange live() {
        return new LiveExchange(
                "/live", false, List.of(), new Message("news", "of the day, and of others"), List.of(), MOST * 3);
    }
}
