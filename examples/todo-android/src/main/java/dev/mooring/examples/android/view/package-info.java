/** Views, made in code. They show a {@link dev.mooring.examples.android.model.Screen} and keep nothing of it. */
@NullMarked
package dev.mooring.examples.android.view;

import org.jspecify.annotations.NullMarked;
