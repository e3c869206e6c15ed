package io.github.vastwatch.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the process and its Java use, under the names that other Java programs give it. */
public final class ProcessMetrics {
    private static final String RESIDENT = "VmRSS:";

    private ProcessMetrics() {}

    /** Now; what the operating system does not say is left out. */
    public static List<MetricFamily> families() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        MetricFamily used = MetricFamily.gauge("jvm_memory_used_bytes", "Memory of Java that is in use, by area");
        MetricFamily committed =
                MetricFamily.gauge("jvm_memory_committed_bytes", "Memory of Java that it may use at once, by area");
        MetricFamily most = MetricFamily.gauge("jvm_memory_max_bytes", "Memory that Java may take, by area");
        for (String area : List.of("heap", "nonheap")) {
            MemoryUsage usage = area.equals("heap") ? memory.getHeapMemoryUsage() : memory.getNonHeapMemoryUsage();
            used.add(usage.getUsed(), "area", area);
            committed.add(usage.getCommitted(), "area", area);
            if (usage.getMax() >= 0) {
                most.add(usage.getMax(), "area", area);
            }
        }
        MetricFamily collections =
                MetricFamily.summary("jvm_gc_collection_seconds", "Time of garbage collections, by collector");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections.add(
                    collector.getCollectionCount(), collector.getCollectionTime() / 1e3, "gc", collector.getName());
        }
        List<MetricFamily> all = new ArrayList<>(List.of(
                used,
                committed,
                most,
                collections,
                MetricFamily.gauge("jvm_threads_current", "Threads of Java")
                        .add(ManagementFactory.getThreadMXBean().getThreadCount()),
                MetricFamily.gauge("process_start_time_seconds", "When the process started")
                        .add(Instant.ofEpochMilli(
                                ManagementFactory.getRuntimeMXBean().getStartTime()))));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            all.add(MetricFamily.counter("process_cpu_seconds_total", "Processor time, user and system")
                    .add(system.getProcessCpuTime() / 1e9));
            all.add(MetricFamily.gauge("process_open_fds", "Open files and connections")
                    .add(system.getOpenFileDescriptorCount()));
            all.add(MetricFamily.gauge("process_max_fds", "Files and connections that may be open")
                    .add(system.getMaxFileDescriptorCount()));
        }
        all.add(resident());
        return all;
    }

    /** Without a value where there is no {@code /proc}. */
    private static MetricFamily resident() {
        MetricFamily family = MetricFamily.gauge("process_resident_memory_bytes", "Memory of the process");
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("\\D", ""))
                    .forEach(kilobytes -> family.add(Long.parseLong(kilobytes) * 1024.0));
        } catch (IOException e) {
            return family;
        }
        return family;
    }
}
