/** What a log is, and what becomes of a push: values and decisions, without a database. */
@NullMarked
package dev.mooring.examples.server.log;

import org.jspecify.annotations.NullMarked;
