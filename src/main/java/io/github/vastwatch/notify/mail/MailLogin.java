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

/** The login of a channel at its mail server. */
public sealed interface MailLogin {
    /** The name to log in as. */
    String user();

    /** Its known secrets. */
    default List<Secret> secrets() {
        return List.of();
    }

    /**
     * With a password.
     *
     * @param password empty if its variable is not set
     */
    record Password(String user, Secret password) implements MailLogin {
        @Override
        public List<Secret> secrets() {
            return List.of(password);
        }
    }

    /**
     * With an access token (XOAUTH2) that a program prints.
     *
     * @param command the program and its arguments, run without a shell
     */
    record TokenCommand(String user, List<String> command) implements MailLogin {
        public TokenCommand {
            command = List.copyOf(command);
        }

        /** Without the arguments, which may be secret. */
        @Override
        public String toString() {
            return "the token command " + command.get(0);
        }
    }

    /**
     * With an access token (XOAUTH2) that a provider gives for a refresh token (RFC 6749, section 6).
     *
     * @param refreshTokenFile where the refresh token is read, and written when the provider replaces it
     * @param refreshToken the refresh token itself, if there is no file
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

        /** Reads the token URL, which needs TLS unless it is on this machine. */
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
