package io.github.vastwatch.poll;

import org.quartz.spi.ThreadPool;

/** Has jobs run on Quartz's own thread, because there is one at a time: a pool of Quartz wakes twice a second. */
final class SchedulerThread implements ThreadPool {
    @Override
    public boolean runInThread(Runnable job) {
        job.run();
        return true;
    }

    @Override
    public int blockForAvailableThreads() {
        return 1;
    }

    @Override
    public int getPoolSize() {
        return 1;
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown(boolean waitForJobsToComplete) {}

    @Override
    public void setInstanceId(String id) {}

    @Override
    public void setInstanceName(String name) {}
}
