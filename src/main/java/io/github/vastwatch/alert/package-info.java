/** What to send and why: the policy and its gates, alerts and notices, their deliveries and late revalidation. Pure. */
@NullMarked
package io.github.vastwatch.alert;

import org.jspecify.annotations.NullMarked;
