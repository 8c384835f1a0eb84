package dev.mooring.examples.server.live;

/** The connection to one who listens. Its methods may block for as long as a socket takes, and throw nothing. */
public interface Line {
    /** Sends a message. */
    void say(Message message);

    /** Sends a sign of life. */
    void beat();

    /** Closes the connection in order. */
    void end();
}
