package dev.mooring.sync.spi;

/**
 * A row to which another row may refer.
 *
 * @param collection of the row that is referred to
 * @param key of that row as its mutations have it, or as {@link Transport#alias} says; empty for any row of the collection
 */
public record Reference(String collection, String key) {}
