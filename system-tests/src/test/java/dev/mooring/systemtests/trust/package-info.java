/** What an app and its user see: the light, its reasons, and the way out of trouble, over stand-in servers. */
package dev.mooring.systemtests.trust;
