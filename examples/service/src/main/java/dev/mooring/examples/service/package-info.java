/** A service of several users, each with a SQLite file that is synced with the app's own REST backend; begin at {@link dev.mooring.examples.service.Main}. */
@NullMarked
package dev.mooring.examples.service;

import org.jspecify.annotations.NullMarked;
