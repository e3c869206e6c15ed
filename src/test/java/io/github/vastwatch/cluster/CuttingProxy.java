package io.github.vastwatch.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Passes on what PostgreSQL's clients and server say to each other, without TLS, and cuts connections when it is told to. */
final class CuttingProxy implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;

    private final ServerSocket listener;
    private final int server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Cut> armed = new AtomicReference<>(Cut.NONE);
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger commitCuts = new AtomicInteger();

    /** Where the next commit is cut. */
    enum Cut {
        NONE,
        /** The server does not hear of it, and rolls back. */
        BEFORE_COMMIT,
        /** It commits, and the client does not hear of it. */
        AFTER_COMMIT
    }

    /** Starts on a free port. */
    CuttingProxy(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts all connections now. */
    void cutAll() {
        links.forEach(Link::cut);
    }

    /** Cuts the connection of the next commit. */
    void cutAtCommit(Cut cut) {
        armed.set(cut);
    }

    /** How many connections were cut, and how many of these in a commit. */
    @Override
    public String toString() {
        return cuts + " connections were cut, " + commitCuts + " of them in a commit";
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket connection = new Socket();
                try {
                    connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
                } catch (IOException e) {
                    client.close();
                    continue;
                }
                client.setTcpNoDelay(true);
                connection.setTcpNoDelay(true);
                Link link = new Link(client, connection);
                links.add(link);
                thread(link::requests);
                thread(link::answers);
            } catch (IOException e) {
                // Closed, or the client is gone already.
            }
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** One client's connection. */
    private final class Link {
        private final Socket client;
        private final Socket connection;
        /** The names of statements that commit. */
        private final Set<String> commits = new HashSet<>();

        private volatile boolean isMute;

        Link(Socket client, Socket connection) {
            this.client = client;
            this.connection = connection;
        }

        /** Passes on the client's messages, whole ones only: a type, a length and the rest. */
        private void requests() {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                    DataOutputStream out = new DataOutputStream(connection.getOutputStream())) {
                byte[] hello = in.readNBytes(in.readInt() - Integer.BYTES);
                out.writeInt(hello.length + Integer.BYTES);
                out.write(hello);
                ByteArrayOutputStream batch = new ByteArrayOutputStream();
                boolean isCommit = false;
                while (true) {
                    int type = in.read();
                    if (type < 0) {
                        return;
                    }
                    byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
                    DataOutputStream message = new DataOutputStream(batch);
                    message.write(type);
                    message.writeInt(body.length + Integer.BYTES);
                    message.write(body);
                    isCommit |= isCommit(type, body);
                    // What follows a statement goes with it, up to the message that has the server answer.
                    if (type == 'S' || type == 'Q' || type == 'X' || type == 'p' || type == 'H') {
                        Cut cut = isCommit ? armed.getAndSet(Cut.NONE) : Cut.NONE;
                        isMute = cut == Cut.AFTER_COMMIT;
                        if (cut != Cut.NONE) {
                            commitCuts.incrementAndGet();
                        }
                        if (cut != Cut.BEFORE_COMMIT) {
                            out.write(batch.toByteArray());
                        }
                        if (cut == Cut.BEFORE_COMMIT) {
                            cut();
                            return;
                        }
                        batch.reset();
                        isCommit = false;
                    }
                }
            } catch (IOException e) {
                close();
            }
        }

        private boolean isCommit(int type, byte[] body) {
            List<String> words = List.of(new String(body, StandardCharsets.UTF_8).split("\0", 3));
            if (words.size() < 2) {
                return type == 'Q' && words.get(0).equalsIgnoreCase("commit");
            }
            if (type == 'P') {
                boolean isCommit = words.get(1).equalsIgnoreCase("commit");
                if (isCommit) {
                    commits.add(words.get(0));
                } else {
                    commits.remove(words.get(0));
                }
            }
            return type == 'B' && commits.contains(words.get(1));
        }

        /** Passes on the server's answers; but the answer to a commit that is to be cut means that it is done. */
        private void answers() {
            try (InputStream in = connection.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                byte[] block = new byte[BLOCK];
                for (int read = in.read(block); read >= 0; read = in.read(block)) {
                    if (isMute) {
                        cut();
                        return;
                    }
                    out.write(block, 0, read);
                }
                close();
            } catch (IOException e) {
                close();
            }
        }

        void cut() {
            cuts.incrementAndGet();
            close();
        }

        private void close() {
            links.remove(this);
            for (Socket each : List.of(client, connection)) {
                try {
                    // A reset, as of a firewall that forgot the connection.
                    each.setSoLinger(true, 0);
                    each.close();
                } catch (IOException e) {
                    // It is closed.
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        links.forEach(Link::close);
    }
}
