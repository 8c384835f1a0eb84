package dev.mooring.sync.recovery;

/**
 * What became of the mutations of an export.
 *
 * @param pending in the outbox now
 * @param superseded parked as superseded, including those that the server may have
 * @param quarantined parked as quarantined
 * @param known passed over, as they are here already
 */
public record ImportReport(long pending, long superseded, long quarantined, long known) {}
