package io.github.vastwatch.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that the daemon cannot work without: if one fails, the process exits, to be started again. */
final class CriticalThreads {
    private static final Logger LOG = LoggerFactory.getLogger(CriticalThreads.class);
    /** EX_SOFTWARE of sysexits.h. */
    private static final int EX_SOFTWARE = 70;

    private CriticalThreads() {}

    static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(CriticalThreads::end);
        return thread;
    }

    /** Ends the process. */
    static void end(Thread thread, Throwable failure) {
        try {
            LOG.error("thread '{}' failed; exiting, the committed state is safe", thread.getName(), failure);
        } finally {
            // Also if there is no memory left to log it.
            Runtime.getRuntime().halt(EX_SOFTWARE);
        }
    }
}
