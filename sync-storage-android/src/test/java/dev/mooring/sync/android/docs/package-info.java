/** The samples of docs/android.md, compiled against stand-ins of the same shape for what is not in the repositories of this build. */
package dev.mooring.sync.android.docs;
