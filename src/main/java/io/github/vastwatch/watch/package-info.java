/** What the user configures, and how the market changed: watches, thresholds, schedules, snapshots, changes. */
@NullMarked
package io.github.vastwatch.watch;

import org.jspecify.annotations.NullMarked;
