/** What a person may be told, and whether it is so. */
package dev.mooring.systemtests.messages;
