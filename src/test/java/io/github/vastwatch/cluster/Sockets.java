package io.github.vastwatch.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which process has a connection, as Linux says it. */
final class Sockets {
    private Sockets() {}

    /** Whether a process has a connection from this port of this machine. */
    static boolean isOf(long pid, int port) {
        return inode(port).filter(inode -> holds(pid, "socket:[" + inode + "]")).isPresent();
    }

    private static Optional<String> inode(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("/proc/net/tcp6", "/proc/net/tcp")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                Optional<String> inode = lines.map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > 9 && fields[1].endsWith(suffix))
                        .map(fields -> fields[9])
                        .filter(each -> !each.equals("0"))
                        .findFirst();
                if (inode.isPresent()) {
                    return inode;
                }
            } catch (IOException e) {
                // This protocol is switched off.
            }
        }
        return Optional.empty();
    }

    private static boolean holds(long pid, String socket) {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return files.anyMatch(file -> {
                try {
                    return Files.readSymbolicLink(file).toString().equals(socket);
                } catch (IOException e) {
                    // Closed meanwhile.
                    return false;
                }
            });
        } catch (IOException e) {
            // The process has ended.
            return false;
        }
    }
}
