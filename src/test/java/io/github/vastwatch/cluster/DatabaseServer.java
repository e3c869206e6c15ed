package io.github.vastwatch.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of this system, the newest that Debian's packages installed or the one in {@code cluster.postgres}, with
 * its data in a folder of its own. It refuses to run as root: then it runs as the user postgres.
 */
final class DatabaseServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

    private final Path programs = programs();
    private final Path folder;
    private final Path data;
    private final int port;
    private final boolean isMounted;

    /** Starts one on a free port. */
    static DatabaseServer start() throws IOException {
        return new DatabaseServer(0);
    }

    /** Starts one on a small file system of its own; needs root. */
    static DatabaseServer startOnDisk(int megabytes) throws IOException {
        return new DatabaseServer(megabytes);
    }

    private DatabaseServer(int megabytes) throws IOException {
        folder = Files.createTempDirectory("vastwatch-postgres");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        data = folder.resolve("data");
        isMounted = megabytes > 0;
        if (isMounted) {
            Path disk = Files.createDirectory(folder.resolve("disk"));
            run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", disk.toString()));
            Files.createSymbolicLink(data, Files.createDirectory(disk.resolve("data")));
        } else {
            Files.createDirectory(data);
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        if (IS_ROOT) {
            run(List.of(
                    "chown",
                    "-R",
                    "postgres",
                    folder.toString(),
                    data.toRealPath().toString()));
        }
        // Small segments fill a small disk evenly.
        as("initdb", "-D", data.toString(), "-U", "vastwatch", "-A", "trust", "-E", "UTF8", "--wal-segsize=1");
        Files.writeString(data.resolve("postgresql.auto.conf"), """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = '%s'
                log_line_prefix = '%%m [%%p] '
                min_wal_size = 2MB
                max_wal_size = 32MB
                """.formatted(port, folder));
        boot();
        as("createdb", "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "vastwatch", "vastwatch");
    }

    private static Path programs() throws IOException {
        String named = System.getProperty("cluster.postgres", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin");
        }
    }

    int port() {
        return port;
    }

    /** The database of the daemons at a port, which may be a proxy's. */
    static String location(int port) {
        return "postgresql://vastwatch@127.0.0.1:" + port + "/vastwatch?sslmode=disable";
    }

    /** Starts it again. */
    void boot() throws IOException {
        as("pg_ctl", "-D", data.toString(), "-l", folder.resolve("log").toString(), "-w", "-t", "120", "start");
    }

    /** As the service of a distribution stops it. */
    void stop() throws IOException {
        as("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
    }

    /** SIGKILL to all its processes. */
    void kill() throws IOException {
        long main = main();
        List<ProcessHandle> all = new ArrayList<>();
        ProcessHandle.of(main).ifPresent(server -> {
            all.add(server);
            server.children().forEach(all::add);
        });
        for (ProcessHandle each : all) {
            run(List.of("kill", "-KILL", String.valueOf(each.pid())));
        }
        for (ProcessHandle each : all) {
            each.onExit().join();
        }
    }

    boolean isRunning() {
        try {
            return ProcessHandle.of(main()).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private long main() throws IOException {
        return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    }

    /** What all its processes have used, those that have ended included. */
    double cpuSeconds() throws IOException {
        ProcessHandle server = ProcessHandle.of(main()).orElseThrow();
        long ticks = ticks(server.pid(), 4);
        for (ProcessHandle child : server.children().toList()) {
            ticks += ticks(child.pid(), 2);
        }
        return ticks / 100.0;
    }

    /** The first of user and system time of a process, and of those that it has waited for. */
    private static long ticks(long pid, int fields) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = 0; field < fields; field++) {
                ticks += Long.parseLong(values[11 + field]);
            }
            return ticks;
        } catch (IOException e) {
            // It has just ended.
            return 0;
        }
    }

    /** Writes a file that takes the rest of its file system. */
    void fillDisk() throws IOException {
        new ProcessBuilder("dd", "if=/dev/zero", "of=" + filler(), "bs=64k")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("dd.log").toFile())
                .start()
                .onExit()
                .join();
    }

    void freeDisk() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("disk").resolve("filler");
    }

    /** The answer of one query, as psql prints it without decoration. */
    String query(String sql) throws IOException {
        return as(
                        "psql",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port),
                        "-U",
                        "vastwatch",
                        "-d",
                        "vastwatch",
                        "-Atc",
                        sql)
                .strip();
    }

    private String as(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (IS_ROOT) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String run(List<String> command) throws IOException {
        Path out = Files.createTempFile("vastwatch-postgres", ".out");
        // A server that it starts would keep a pipe open.
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int exit = process.onExit().join().exitValue();
        String text = Files.readString(out, StandardCharsets.UTF_8);
        Files.delete(out);
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " exited with " + exit + ": " + text);
        }
        return text;
    }

    /** Ends it, and deletes its files. */
    @Override
    public void close() throws IOException {
        if (isRunning()) {
            as("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
        }
        if (isMounted) {
            run(List.of("umount", folder.resolve("disk").toString()));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
