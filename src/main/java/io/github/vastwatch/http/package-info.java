/** What all HTTP requests share: logins, proxies, trusted certificates, and descriptions of failures. */
@NullMarked
package io.github.vastwatch.http;

import org.jspecify.annotations.NullMarked;
