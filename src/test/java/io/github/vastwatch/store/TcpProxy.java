package io.github.vastwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy on loopback for a server there, whose connections can be cut and stalled. */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile boolean losesAnswers;
    private volatile boolean isStalled;

    TcpProxy(int target) throws IOException {
        this.target = target;
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Lets nothing more through, and keeps the connections open. */
    void stall() {
        isStalled = true;
    }

    /** Ends all connections once the server has answered the next request; the answer is lost. */
    void loseTheNextAnswer() {
        losesAnswers = true;
    }

    /** Ends all connections, and forwards again. */
    void cut() {
        losesAnswers = false;
        isStalled = false;
        // Those of now: the client makes others once it notices.
        List<Socket> open = List.copyOf(sockets);
        open.forEach(sockets::remove);
        open.forEach(TcpProxy::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                thread(() -> copy(client, server, true));
                thread(() -> copy(server, client, false));
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void copy(Socket from, Socket to, boolean isRequest) {
        byte[] bytes = new byte[65_536];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (isStalled) {
                    continue;
                }
                if (!isRequest && losesAnswers) {
                    cut();
                    return;
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
