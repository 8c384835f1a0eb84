package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.testing.transport.LiveExchange;
import dev.mooring.sync.testing.transport.LiveExchange.Message;
import java.util.List;

/** The credential of this channel is in the message by which it joins. */
class PhoenixTckTest extends CarrierTck {
    private static final String TOPIC = "\"realtime:notes\"";

    @Override
    LiveChannels.Builder channel(String baseUrl) {
        return LiveChannels.phoenix(baseUrl + "realtime/v1", "notes").broadcasts("note");
    }

    @Override
    protected LiveExchange live() {
        String joined = "[\"1\",\"1\"," + TOPIC + ",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";
        String news = "[null,null," + TOPIC + ",\"broadcast\",{\"event\":\"note\",\"payload\":{}}]";
        return new LiveExchange(
                "/realtime/v1/websocket",
                true,
                true,
                List.of(new Message("", joined)),
                new Message("", news),
                List.of(),
                MOST * 3);
    }
}
