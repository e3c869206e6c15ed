package io.github.vastwatch.notify.mail;

import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/** How a channel logs in to its mail server. */
public sealed interface MailLogin {
    /** The name to log in as. */
    String user();

    /** What of it is known and must not be seen. */
    default List<Secret> secrets() {
        return List.of();
    }

    /**
     * By a password.
     *
     * @param password empty where the variable that holds it is not set
     */
    record Password(String user, Secret password) implements MailLogin {
        @Override
        public List<Secret> secrets() {
            return List.of(password);
        }
    }

    /**
     * By an access token (XOAUTH2) that a program prints.
     *
     * @param command the program and what it is given; no shell reads it
     */
    record TokenCommand(String user, List<String> command) implements MailLogin {
        public TokenCommand {
            command = List.copyOf(command);
        }

        /** Without what the program is given, which may be a secret. */
        @Override
        public String toString() {
            return "the token command " + command.get(0);
        }
    }

    /**
     * By an access token (XOAUTH2) that a provider gives for a refresh token (RFC 6749, section 6).
     *
     * @param refreshTokenFile where the refresh token is read, and written when the provider replaces it
     * @param refreshToken the refresh token itself, where there is no file
     */
    record OAuth(
            String user,
            HttpUrl tokenUrl,
            String clientId,
            Optional<Secret> clientSecret,
            Optional<Path> refreshTokenFile,
            Optional<Secret> refreshToken,
            Optional<String> scope)
            implements MailLogin {

        @Override
        public List<Secret> secrets() {
            return Stream.concat(clientSecret.stream(), refreshToken.stream()).toList();
        }

        /** Reads the address that gives tokens: only over TLS, unless it is on this machine. */
        public static HttpUrl parseTokenUrl(String text) {
            HttpUrl url = Webhook.parseUrl(text);
            if (!url.isHttps() && !isThisMachine(url.host())) {
                throw new InvalidInput("a token must not be sent without TLS", "write https://");
            }
            return url;
        }

        private static boolean isThisMachine(String host) {
            try {
                return host.equals("localhost")
                        || ((host.contains(":") || host.matches("[0-9.]+"))
                                && InetAddress.getByName(host).isLoopbackAddress());
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }
}
