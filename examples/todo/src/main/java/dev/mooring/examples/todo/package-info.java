/**
 * A to-do list on two devices. {@link dev.mooring.examples.todo.TodoList} is
 * the app; everything else tells the story around it.
 */
@NullMarked
package dev.mooring.examples.todo;

import org.jspecify.annotations.NullMarked;
