/** Nodes, styles and keys. */
@NullMarked
package dev.mooring.examples.desktop.view;

import org.jspecify.annotations.NullMarked;
