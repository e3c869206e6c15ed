/** A market, watches and receivers of any size, for benchmarks: the JDK alone, so that nothing measured is shared. */
package io.github.vastwatch.bench;
