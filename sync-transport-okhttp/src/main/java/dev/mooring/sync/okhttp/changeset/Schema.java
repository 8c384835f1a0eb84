package dev.mooring.sync.okhttp.changeset;

/**
 * A schema as the server knows it.
 *
 * @param name of it
 * @param version see {@link Cryb64}
 */
record Schema(String name, long version) {}
