package dev.mooring.sync.testing.http;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open channels of a server, and what goes wrong with their messages, in process and over loopback alike. For what goes wrong below
 * messages there is {@link Proxy}. Thread-safe.
 */
public final class Channels {
    /** Stands for an answer where a channel is to be opened. */
    static final Reply LET_IN = Reply.of(101, Map.of(), "");

    private final List<ServerLine> leaving = new ArrayList<>();
    private final List<ServerLine> lines = new ArrayList<>();
    private final Set<Carrier> carriers = new HashSet<>();
    private final Queue<Reply> refusals = new ArrayDeque<>();
    private int drops;
    private int repeats;
    private int lostOfClients;
    private boolean reorders;
    private boolean holds;
    private boolean silent;
    private boolean pings = true;
    private boolean reads = true;

    Channels() {}

    // ---- faults

    /**
     * The next messages of the server are lost.
     *
     * @param messages how many
     */
    public synchronized void drop(int messages) {
        drops = messages;
    }

    /**
     * The next messages of the server come twice.
     *
     * @param messages how many
     */
    public synchronized void repeat(int messages) {
        repeats = messages;
    }

    /**
     * Of each two messages in a row to one client the second one comes first. The last one is kept until another one comes, or this ends.
     *
     * @param value whether
     */
    public void reorder(boolean value) {
        synchronized (this) {
            reorders = value;
        }
        settle();
    }

    /** What the server says from now on waits, whole and in order, until {@link #release}. */
    public synchronized void hold() {
        holds = true;
    }

    /** Lets out what waits. */
    public void release() {
        synchronized (this) {
            holds = false;
        }
        settle();
    }

    /**
     * The next messages of clients are lost: a ping that nobody answers, a write that nobody makes.
     *
     * @param messages how many
     */
    public synchronized void dropOfClients(int messages) {
        lostOfClients = messages;
    }

    /**
     * Whether pings of the WebSocket protocol itself are answered. In process there are none.
     *
     * @param value true by default
     */
    public synchronized void answerPings(boolean value) {
        pings = value;
    }

    /**
     * Whether the server reads. While it does not, what clients say over loopback stays in their buffers and in the network's, and in
     * process it waits; nothing is lost.
     *
     * @param value true by default
     */
    public void read(boolean value) {
        synchronized (this) {
            reads = value;
            notifyAll();
        }
        if (value) {
            copy().forEach(ServerLine::readOn);
            flush();
        }
    }

    /**
     * Nothing comes through either way, and nobody is told: half-open.
     *
     * @param value whether
     */
    public synchronized void silent(boolean value) {
        silent = value;
    }

    /**
     * The next ones that ask for a channel are refused.
     *
     * @param reply what they are answered
     * @param times how many
     */
    public synchronized void refuse(Reply reply, int times) {
        for (int i = 0; i < times; i++) {
            refusals.add(reply);
        }
    }

    /** All open channels are lost without a word. */
    public void cut() {
        copy().forEach(ServerLine::cut);
        flush();
    }

    /**
     * All open channels end in order.
     *
     * @param code of a WebSocket
     * @param reason of a WebSocket
     */
    public void close(int code, String reason) {
        copy().forEach(line -> line.close(code, reason));
        flush();
    }

    /**
     * Says something to all who listen, whatever it is, past all faults.
     *
     * @param text of a frame, or data of an event without a name
     */
    public void say(String text) {
        say("", null, text);
    }

    /**
     * The same for an event.
     *
     * @param name of the event
     * @param id of the event; null for none
     * @param data of the event
     */
    public void say(String name, @Nullable String id, String data) {
        raw(to -> to.event(name, id, data));
    }

    /**
     * The same for a binary frame.
     *
     * @param bytes of the frame
     */
    public void sayBinary(byte[] bytes) {
        raw(to -> to.binary(bytes));
    }

    /** A comment in every open stream. Over loopback the server sends one by itself after 15 s without anything else. */
    public void beat() {
        copy().forEach(line -> line.comment("beat"));
        flush();
    }

    /**
     * How many are open. A client that went away without a word may be counted until the server speaks to it.
     *
     * @return the count
     */
    public synchronized int open() {
        return lines.size();
    }

    // ---- for the faces

    synchronized @Nullable Reply refusal() {
        return refusals.poll();
    }

    /** Opens one, and has the server speak to it. */
    ServerLine open(Carrier carrier, LiveFace face, Request request) {
        ServerLine line = open(carrier);
        line.serve(face.connected(request, line));
        return line;
    }

    ServerLine open(Carrier carrier) {
        ServerLine line = new ServerLine(this, carrier);
        synchronized (this) {
            lines.add(line);
            if (line.isLoopback()) {
                carriers.add(carrier);
            }
        }
        return line;
    }

    static boolean letsIn(Reply reply) {
        return reply.status() == LET_IN.status();
    }

    /** What was said to it before may still have to be told. */
    synchronized void remove(ServerLine line) {
        if (lines.remove(line) && !line.isLoopback()) {
            leaving.add(line);
        }
    }

    /** The server listens no more. A line that was closed in order may have a connection that waits for the client's word. */
    void cutLoopback() {
        read(true);
        copy().stream().filter(ServerLine::isLoopback).forEach(ServerLine::cut);
        List<Carrier> left;
        synchronized (this) {
            left = new ArrayList<>(carriers);
        }
        left.forEach(Carrier::cut);
    }

    /** A connection over loopback is at its end. */
    synchronized void ended(Carrier carrier) {
        carriers.remove(carrier);
    }

    /** Tells clients in process what waits for them. Called under no lock. */
    void flush() {
        List<ServerLine> all = copy();
        synchronized (this) {
            all.addAll(leaving);
            leaving.clear();
        }
        all.forEach(ServerLine::flush);
    }

    synchronized boolean loses() {
        return silent || (drops > 0 && drops-- > 0);
    }

    synchronized boolean losesOfClient() {
        return silent || (lostOfClients > 0 && lostOfClients-- > 0);
    }

    synchronized boolean reads() {
        return reads;
    }

    /** Waits while the server does not read. */
    synchronized void awaitReading() throws InterruptedIOException {
        while (!reads) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the server ended before it read on");
            }
        }
    }

    synchronized boolean answersPings() {
        return pings && !silent;
    }

    synchronized int copies() {
        return repeats > 0 && repeats-- > 0 ? 2 : 1;
    }

    synchronized boolean reorders() {
        return reorders;
    }

    synchronized boolean holds() {
        return holds;
    }

    private void settle() {
        copy().forEach(ServerLine::settle);
        flush();
    }

    private void raw(Consumer<Carrier> message) {
        copy().forEach(line -> line.raw(message));
        flush();
    }

    private synchronized List<ServerLine> copy() {
        return new ArrayList<>(lines);
    }
}
