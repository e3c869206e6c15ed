package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.FLAG;
import static io.github.vastwatch.config.ScalarCodec.TEXT;
import static io.github.vastwatch.config.ScalarCodec.file;
import static io.github.vastwatch.config.ScalarCodec.text;
import static io.github.vastwatch.config.ScalarCodec.whole;
import static io.github.vastwatch.config.ScalarCodec.word;

import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.notify.mail.EmailSettings;
import io.github.vastwatch.notify.mail.EmailSettings.Tls;
import io.github.vastwatch.notify.mail.MailLogin;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/** The keys of a channel of type email, of its mail server, and of the server's login. */
final class EmailKeys {
    /** Where nothing leaves the machine. */
    private static final String THIS_MACHINE = "localhost|127\\.[0-9.]+|::1";

    private static final Key<HttpUrl> TOKEN_URL = key(
                    "oauth.token_url", text(UrlCodec.PATTERN, MailLogin.OAuth::parseTokenUrl))
            .needed("write token_url: https://oauth2.googleapis.com/token, or what the provider names")
            .examples("https://oauth2.googleapis.com/token");
    private static final Key<String> CLIENT_ID = key("oauth.client_id", TEXT)
            .needed("write the id of the application that was registered with the provider")
            .examples("1234.apps.googleusercontent.com");
    private static final SecretKeys CLIENT_SECRET =
            SecretKeys.of("oauth.client_secret", "${OAUTH_CLIENT_SECRET}", "/etc/vastwatch/client-secret");
    private static final Key<Secret> REFRESH_TOKEN = key(
                    "oauth.refresh_token", text(text -> new Secret(SecretKeys.trimmed("refresh_token", text))))
            .examples("${OAUTH_REFRESH_TOKEN}")
            .secret();

    /** Not among the files whose change is a new config: it is written here when the provider replaces the token. */
    private static final Key<Path> REFRESH_TOKEN_FILE = key(
                    "oauth.refresh_token_file", file((file, path) -> readable(path)))
            .examples("/var/lib/vastwatch/refresh-token");

    private static final Key<String> SCOPE =
            key("oauth.scope", TEXT).examples("https://outlook.office.com/SMTP.Send offline_access");

    static final Section OAUTH = Section.of(
                    "oauth",
                    "oauth of %s",
                    TOKEN_URL,
                    CLIENT_ID,
                    CLIENT_SECRET.inline(),
                    CLIENT_SECRET.file(),
                    REFRESH_TOKEN,
                    REFRESH_TOKEN_FILE,
                    SCOPE)
            .oneOf(CLIENT_SECRET.inline(), CLIENT_SECRET.file())
            .oneOf(REFRESH_TOKEN, REFRESH_TOKEN_FILE);

    private static final Key<MailServer> HOST = key("smtp.host", text(MailServer::parse))
            .needed("write host: smtp.example.org")
            .examples("smtp.example.org");
    private static final Key<Integer> PORT =
            key("smtp.port", whole(1, 65535, (value, port) -> port)).examples("587");
    private static final Key<Tls> TLS = key(
                    "smtp.tls",
                    word(Stream.of(Tls.values()).map(EmailKeys::wire).toList(), EmailKeys::tls)
                            .as(EmailKeys::wire))
            .fallback(Tls.STARTTLS);
    private static final Key<String> USER =
            key("smtp.user", text(String::strip)).examples("me");
    private static final SecretKeys PASSWORD =
            SecretKeys.of("smtp.password", "${SMTP_PASSWORD}", "/etc/vastwatch/smtp");
    private static final Key<List<String>> TOKEN_COMMAND = key(
                    "smtp.token_command", new Codec.Formed<>(new ListCodec<>(TEXT), EmailKeys::command))
            .examples("/usr/local/bin/token");
    private static final Key<Values> OAUTH_KEY = key("smtp.oauth", OAUTH);
    private static final Key<String> HELLO =
            key("smtp.hello", text(EmailSettings::parseHello)).examples("mail.example.org");

    static final Section SMTP = Section.of(
                    "smtp",
                    "smtp of %s",
                    HOST,
                    PORT,
                    TLS,
                    USER,
                    PASSWORD.inline(),
                    PASSWORD.file(),
                    TOKEN_COMMAND,
                    OAUTH_KEY,
                    HELLO,
                    TransportKeys.CA_FILE)
            .oneOf(PASSWORD.inline(), PASSWORD.file(), TOKEN_COMMAND, OAUTH_KEY);

    private static final ScalarCodec<InternetAddress> ADDRESS = text("@", EmailSettings::parseAddress);
    private static final Key<List<InternetAddress>> TO = key("email.to", new ListCodec<>(ADDRESS))
            .needed("write to: [me@example.org]")
            .examples("me@example.org");
    private static final Key<Boolean> SEPARATELY = key("email.separately", FLAG).fallback(false);
    private static final Key<InternetAddress> FROM = key("email.from", ADDRESS)
            .needed("write from: vastwatch@example.org")
            .examples("vastwatch@example.org");
    private static final Key<Values> SMTP_KEY = key("email.smtp", SMTP).needed("write smtp: {host: smtp.example.org}");

    static final ChannelType EMAIL = ChannelType.of(
            "email",
            Channel.Limits.DEFAULT.concurrency(),
            new TemplateKeys(TemplateText.Part.SUBJECT, TemplateText.Part.TEXT, TemplateText.Part.HTML),
            EmailKeys::read,
            Section.of("email", TO, SEPARATELY, FROM, SMTP_KEY));

    private EmailKeys() {}

    private static Optional<EmailNotifier.Target> read(Values channel) {
        Optional<Values> smtp = channel.find(SMTP_KEY);
        if (smtp.isEmpty()) {
            return Optional.empty();
        }
        Values server = smtp.get();
        Optional<MailServer> host = server.find(HOST);
        Optional<Integer> port = server.find(PORT).or(() -> host.flatMap(MailServer::port));
        if (!port.equals(host.flatMap(MailServer::port).or(() -> port))) {
            server.problem(
                    PORT,
                    "port " + port.get() + ", where host names port "
                            + host.get().port().get(),
                    "keep one of them");
        }
        // On port 465 a server begins with TLS (RFC 8314); on the others it can be asked to.
        port.filter(each -> each == Tls.TLS.defaultPort()).ifPresent(each -> server.assume(TLS, Tls.TLS));
        Tls tls = server.get(TLS);
        int known = port.orElse(tls.defaultPort());
        Optional<MailLogin> login = login(server);
        warnOfTls(server, tls, known, login.isPresent());
        List<InternetAddress> to = channel.find(TO).orElse(List.of());
        Optional<InternetAddress> from = channel.find(FROM);
        if (to.isEmpty() || from.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        return server.make(
                server.has(PORT) ? PORT : HOST,
                () -> new EmailNotifier.Target(new EmailSettings(
                        to,
                        channel.get(SEPARATELY),
                        from.get(),
                        host.get().host(),
                        known,
                        tls,
                        login,
                        server.find(HELLO).orElseGet(() -> EmailSettings.helloOf(from.get())),
                        server.find(TransportKeys.CA_FILE))));
    }

    private static Optional<MailLogin> login(Values server) {
        if (server.lacks(USER)) {
            Stream.of(PASSWORD.inline(), PASSWORD.file(), TOKEN_COMMAND, OAUTH_KEY)
                    .filter(server::has)
                    .forEach(key -> server.problem(
                            key,
                            "there is '" + key.name() + "', but no user to log in as",
                            "write user: me, or remove '" + key.name() + "' if the server needs no login"));
        }
        Optional<String> user = server.find(USER);
        Optional<Values> oauth = server.find(OAUTH_KEY);
        if (oauth.isPresent()) {
            Optional<MailLogin> byProvider = oauth(oauth.get(), user.orElse(""));
            return user.flatMap(name -> byProvider);
        }
        return user.map(name -> server.find(TOKEN_COMMAND)
                .<MailLogin>map(command -> new MailLogin.TokenCommand(name, command))
                .orElseGet(
                        () -> new MailLogin.Password(name, PASSWORD.in(server).orElse(new Secret("")))));
    }

    private static Optional<MailLogin> oauth(Values oauth, String user) {
        if (oauth.lacks(REFRESH_TOKEN) && oauth.lacks(REFRESH_TOKEN_FILE)) {
            oauth.problem(
                    oauth.what() + " has no refresh token",
                    "write refresh_token_file: FILE, which vastwatch can write to");
        }
        Optional<HttpUrl> url = oauth.find(TOKEN_URL);
        Optional<Path> file = oauth.find(REFRESH_TOKEN_FILE);
        Optional<Secret> token = oauth.find(REFRESH_TOKEN);
        return file.isEmpty() && token.isEmpty()
                ? Optional.empty()
                : url.flatMap(where -> oauth.find(CLIENT_ID)
                        .map(client -> new MailLogin.OAuth(
                                user, where, client, CLIENT_SECRET.in(oauth), file, token, oauth.find(SCOPE))));
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new InvalidInput(
                    "the secret file " + file + " cannot be read",
                    "it must be readable and writable by the user that runs vastwatch");
        }
        return file;
    }

    private static String wire(Tls tls) {
        return tls.name().toLowerCase(Locale.ROOT);
    }

    private static Tls tls(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "false", "no", "off" -> Tls.NONE;
            case "ssl", "implicit" -> Tls.TLS;
            case "true", "yes", "on" ->
                throw new InvalidInput("unknown tls '" + text + "'", "write starttls for port 587, tls for port 465");
            default -> Tls.parse(text.strip().toLowerCase(Locale.ROOT));
        };
    }

    /** A client and a server that each wait for the other to begin find out after a long time. */
    private static void warnOfTls(Values server, Tls tls, int port, boolean hasLogin) {
        boolean isImplicit = port == Tls.TLS.defaultPort();
        boolean isNegotiated = port == Tls.STARTTLS.defaultPort() || port == Tls.NONE.defaultPort();
        if (isImplicit && tls != Tls.TLS) {
            server.warn(TLS, "servers speak TLS from the first byte on port " + port, "write tls: tls, or port: 587");
        } else if (isNegotiated && tls == Tls.TLS) {
            server.warn(TLS, "servers begin without TLS on port " + port, "write tls: starttls, or port: 465");
        }
        Optional<String> host = server.find(HOST).map(MailServer::host);
        if (tls == Tls.NONE && hasLogin && !host.orElse("").matches(THIS_MACHINE)) {
            server.warn(
                    TLS,
                    "tls: none sends the login to " + host.orElse("the server") + " in the clear",
                    "write tls: starttls, or tls: tls for port 465");
        }
    }

    /** A list as it is; a text in its words, where it has no meaning but for a shell. */
    private static Optional<List<String>> command(YamlValue value) {
        if (value.isList()) {
            if (value.items().isEmpty()) {
                value.problem("the list 'token_command' is empty", "");
            }
            List<String> words = value.items().stream()
                    .flatMap(item -> item.read(text -> text).stream())
                    .toList();
            return Optional.of(words).filter(each -> !each.isEmpty());
        }
        return value.read(text -> {
            if (text.isBlank() || text.matches("(?s).*[\"'\\\\|&;<>()$`*?~].*")) {
                throw new InvalidInput(
                        "a shell cannot read 'token_command'",
                        "write a list, as [/usr/local/bin/token, me@example.org] or [sh, -c, \"…\"]");
            }
            return List.of(text.strip().split("\\s+"));
        });
    }

    /** Where a mail server is: a name or an address, with a port behind it where one is written there. */
    private record MailServer(String host, Optional<Integer> port) {
        private static final Pattern NAME =
                Pattern.compile("([\\p{L}\\p{N}](?:[\\p{L}\\p{N}._-]*[\\p{L}\\p{N}.])?)(?::(\\d{1,5}))?");
        private static final Pattern ADDRESS = Pattern.compile("([0-9a-fA-F:]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)()");
        private static final Pattern BRACKETED = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?");
        private static final Pattern URL = Pattern.compile("(\\w+)://([^/:@\\s]+)(?::(\\d{1,5}))?/?");

        /** Reads {@code smtp.example.org}, {@code smtp.example.org:587} or {@code [::1]:25}. */
        static MailServer parse(String text) {
            for (Pattern pattern : List.of(BRACKETED, NAME, ADDRESS)) {
                Matcher matcher = pattern.matcher(text.strip());
                if (matcher.matches()) {
                    return new MailServer(
                            String.valueOf(matcher.group(1)),
                            Optional.ofNullable(matcher.group(2))
                                    .filter(port -> !port.isEmpty())
                                    .map(Integer::valueOf));
                }
            }
            throw new InvalidInput("not a mail server: '" + text + "'", meant(text.strip()));
        }

        private static String meant(String text) {
            Matcher url = URL.matcher(text);
            if (url.matches()) {
                boolean isTls = "smtps".equalsIgnoreCase(url.group(1));
                return "write host: " + url.group(2) + (url.group(3) == null ? "" : ", port: " + url.group(3))
                        + (isTls ? ", tls: tls" : "");
            }
            return text.matches("[^@\\s]+@[^@\\s]+")
                    ? "write host: smtp.example.org, and user: " + text
                    : "write host: smtp.example.org";
        }
    }
}
