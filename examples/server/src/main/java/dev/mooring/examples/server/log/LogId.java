package dev.mooring.examples.server.log;

/**
 * Which log.
 *
 * @param user whose
 * @param scope which of this user's, empty for the first
 */
public record LogId(String user, String scope) {}
