package dev.mooring.sync.recovery;

/**
 * What became of the mutations of an export.
 *
 * @param pending in the outbox now
 * @param superseded parked as superseded, those included of which nobody knows whether the server has taken them
 * @param quarantined parked as quarantined
 * @param known passed over, as they are here already
 */
public record ImportReport(long pending, long superseded, long quarantined, long known) {}
