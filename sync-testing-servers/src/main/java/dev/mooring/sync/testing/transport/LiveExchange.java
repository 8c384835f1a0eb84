package dev.mooring.sync.testing.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a good channel of the transport under test says.
 *
 * @param path where the channel is on the server, without a query
 * @param socket whether it is a WebSocket; a stream of server-sent events otherwise
 * @param awaits whether the server says nothing before the client has said something, such as with which credential it joins
 * @param greeting what the server says first, after which the channel counts as open
 * @param news what says that there may be something to pull
 * @param brings the messages that bring a change behind the answer of {@code pull()}, which {@link dev.mooring.sync.spi.Ask.Heard} then
 *     hands over; empty where the channel only wakes
 * @param tooLarge more bytes in one message than the channel takes
 */
public record LiveExchange(
        String path,
        boolean socket,
        boolean awaits,
        List<Message> greeting,
        Message news,
        List<Message> brings,
        int tooLarge) {
    /**
     * A message of the server.
     *
     * @param name of the event; empty over a WebSocket
     * @param data of the event, or the text of the frame
     * @param binary whether it is a binary frame, of which each character of the data is a byte
     */
    public record Message(String name, String data, boolean binary) {
        /**
         * A text.
         *
         * @param name of the event; empty over a WebSocket
         * @param data of the event, or the text of the frame
         */
        public Message(String name, String data) {
            this(name, data, false);
        }

        /**
         * A binary frame.
         *
         * @param bytes its data
         * @return the message
         */
        public static Message binary(byte[] bytes) {
            return new Message("", new String(bytes, StandardCharsets.ISO_8859_1), true);
        }

        /** Another one of this kind. */
        Message with(String other) {
            return new Message(name, other, binary);
        }

        byte[] bytes() {
            return data.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * Copies the lists.
     *
     * @param path where the channel is on the server
     * @param socket whether it is a WebSocket
     * @param awaits whether the client speaks first
     * @param greeting what the server says first
     * @param news what wakes
     * @param brings what brings a change, possibly nothing
     * @param tooLarge more bytes than the channel takes
     */
    public LiveExchange {
        greeting = List.copyOf(greeting);
        brings = List.copyOf(brings);
    }

    /**
     * A channel whose server speaks first.
     *
     * @param path where the channel is on the server
     * @param socket whether it is a WebSocket
     * @param greeting what the server says at once
     * @param news what wakes
     * @param brings what brings a change, possibly nothing
     * @param tooLarge more bytes than the channel takes
     */
    public LiveExchange(
            String path, boolean socket, List<Message> greeting, Message news, List<Message> brings, int tooLarge) {
        this(path, socket, false, greeting, news, brings, tooLarge);
    }
}
