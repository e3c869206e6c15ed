package io.github.vastwatch.notify.mail;

import io.github.vastwatch.notify.mail.TokenEndpoint.TokenFailure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The credentials of a channel: its password, or an access token, which is kept until it expires. */
final class Credentials {
    /**
     * A password or an access token.
     *
     * @param isFresh whether a new one would not be newer
     */
    record Credential(String text, boolean isFresh) {
        @Override
        public String toString() {
            return "***";
        }
    }

    private final MailLogin mailLogin;
    private final Optional<TokenEndpoint> endpoint;
    private TokenEndpoint.@Nullable Token kept;

    Credentials(MailLogin mailLogin) {
        this.mailLogin = mailLogin;
        this.endpoint =
                mailLogin instanceof MailLogin.OAuth oauth ? Optional.of(new TokenEndpoint(oauth)) : Optional.empty();
    }

    String user() {
        return mailLogin.user();
    }

    synchronized Credential get(Instant now) throws TokenEndpoint.TokenFailure {
        if (endpoint.isPresent()) {
            TokenEndpoint.@Nullable Token before = kept;
            if (before != null && now.isBefore(before.expires())) {
                return new Credential(before.text(), false);
            }
            TokenEndpoint.Token token = endpoint.get().refresh(now);
            kept = token;
            return new Credential(token.text(), true);
        }
        return new Credential(
                mailLogin instanceof MailLogin.TokenCommand command
                        ? TokenCommandRun.token(command)
                        : ((MailLogin.Password) mailLogin).password().reveal(),
                true);
    }

    /** Discards the kept token after a refusal. */
    synchronized void forget() {
        kept = null;
    }

    /** Runs the program that prints an access token. Its output appears in no message, even if it fails. */
    static final class TokenCommandRun {
        /** A program that refreshes a token makes one or two requests. */
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        /** Microsoft's tokens have about 2 kB. */
        private static final int MOST_BYTES = 65_536;

        private TokenCommandRun() {}

        /** The token, which must be the program's whole output. */
        static String token(MailLogin.TokenCommand login) throws TokenFailure {
            return token(login, PATIENCE);
        }

        static String token(MailLogin.TokenCommand login, Duration patience) throws TokenFailure {
            Process process;
            try {
                process = new ProcessBuilder(login.command())
                        .redirectInput(new File("/dev/null"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                throw new TokenFailure(
                        login + " cannot be started; it must be there, and the user that runs vastwatch must be able to"
                                + " run it",
                        true);
            }
            try {
                return read(process, login, patience);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        private static String read(Process process, MailLogin.TokenCommand login, Duration patience)
                throws TokenFailure {
            CompletableFuture<String> output = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            byte[] bytes = process.getInputStream().readNBytes(MOST_BYTES);
                            return new String(bytes, StandardCharsets.ISO_8859_1).strip() + "\n" + process.waitFor();
                        } catch (IOException e) {
                            return "\n-1";
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return "\n-1";
                        }
                    },
                    work -> {
                        Thread thread = new Thread(work, "token command");
                        thread.setDaemon(true);
                        thread.start();
                    });
            try {
                String[] printed =
                        output.get(patience.toMillis(), TimeUnit.MILLISECONDS).split("\n", -1);
                String code = printed[printed.length - 1];
                if (!code.equals("0")) {
                    throw new TokenFailure(
                            login + " failed with " + code + "; run it as the user that runs vastwatch to see why",
                            false);
                }
                if (printed.length != 2 || !printed[0].matches("[\\x21-\\x7e]+")) {
                    throw new TokenFailure(login + " must print an access token, and nothing else", true);
                }
                return printed[0];
            } catch (TimeoutException e) {
                throw new TokenFailure(login + " did not end within " + patience.toSeconds() + " s", false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TokenFailure(login + " was interrupted", false);
            } catch (ExecutionException e) {
                throw new IllegalStateException(login + " could not be read", e.getCause());
            }
        }
    }
}
