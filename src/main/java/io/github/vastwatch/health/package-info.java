/** What is wrong and what was done: incidents, start notices, the activity report and the heartbeat, from one model. */
@NullMarked
package io.github.vastwatch.health;

import org.jspecify.annotations.NullMarked;
