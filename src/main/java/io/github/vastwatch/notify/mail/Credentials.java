package io.github.vastwatch.notify.mail;

import java.time.Instant;
import java.util.Optional;
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
}
