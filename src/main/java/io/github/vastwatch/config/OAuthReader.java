package io.github.vastwatch.config;

import io.github.vastwatch.notify.mail.MailLogin;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Reads how a channel gets access tokens for a refresh token. */
final class OAuthReader {
    private OAuthReader() {}

    static Optional<MailLogin> read(Section section, String user) {
        section.require(
                "token_url", "write token_url: https://oauth2.googleapis.com/token, or what the provider names");
        section.require("client_id", "write the id of the application that was registered with the provider");
        Optional<HttpUrl> url = section.read("token_url", MailLogin.OAuth::parseTokenUrl);
        Optional<String> clientId = section.read("client_id", text -> text);
        Optional<Secret> clientSecret = Secrets.read(section, "client_secret");
        Optional<Secret> token =
                section.read("refresh_token", text -> new Secret(Secrets.meant("refresh_token", text)));
        // Not among the files whose change is a new config: it is written here when the provider replaces the token.
        Optional<Path> file = section.read(
                "refresh_token_file", name -> readable(section.source().path(name)));
        Optional<String> scope = section.read("scope", text -> text);
        if (section.lacks("refresh_token") && section.lacks("refresh_token_file")) {
            section.lack(" has no refresh token", "write refresh_token_file: FILE, which vastwatch can write to");
        }
        section.done();
        if (url.isEmpty() || clientId.isEmpty() || (token.isEmpty() && file.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new MailLogin.OAuth(user, url.get(), clientId.get(), clientSecret, file, token, scope));
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new InvalidInput(
                    "the secret file " + file + " cannot be read",
                    "it must be readable and writable by the user that runs vastwatch");
        }
        return file;
    }
}
