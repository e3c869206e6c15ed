/** What every HTTP request of this program has in common: logins, proxies, trusted certificates, and failures in words. */
@NullMarked
package io.github.vastwatch.http;

import org.jspecify.annotations.NullMarked;
