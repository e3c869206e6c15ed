package io.github.vastwatch.store;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PostgreSQL database, as the URLs of PostgreSQL's own programs name it; its text holds no password.
 *
 * @param text as it was written
 * @param hosts one, or several with commas between them, each with its port if that is not 5432
 * @param parameters by the names that the driver has for them
 * @param password empty where that of {@code PGPASSWORD} or of a {@code .pgpass} file is used
 */
public record PostgresUrl(
        String text,
        String user,
        String hosts,
        String database,
        Map<String, String> parameters,
        Optional<Secret> password) {
    private static final String FORM = "write it as postgresql://vastwatch@HOST/vastwatch?sslmode=verify-full";

    private static final Pattern URL =
            Pattern.compile("postgres(?:ql)?://(?:([^@]*)@)?([^@/?]*)(?:/([^?]*))?(?:\\?(.*))?");

    private static final Pattern HOST = Pattern.compile("(?:[\\w.-]+|\\[[0-9a-fA-F:.]+])(?::\\d{1,5})?");

    /** The driver's properties, by their names without regard to case. */
    private static final Map<String, String> KNOWN = known();

    /** What is given elsewhere, or changes what the statements of this program mean. */
    private static final Set<String> OURS = Set.of(
            "user", "currentschema", "readonly", "autosave", "rewritebatchedinserts", "pgdbname", "pghost", "pgport");

    private static final Set<String> SECRET = Set.of("password", "sslpassword");

    /** What the driver calls the values of {@code target_session_attrs}. */
    private static final Map<String, String> TARGETS = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    public PostgresUrl {
        parameters = Map.copyOf(parameters);
    }

    private static Map<String, String> known() {
        String any = "jdbc:postgresql://localhost/";
        try {
            return Arrays.stream(DriverManager.getDriver(any).getPropertyInfo(any, new Properties()))
                    .collect(Collectors.toUnmodifiableMap(each -> plain(each.name), each -> each.name));
        } catch (SQLException e) {
            throw new IllegalStateException("the driver of PostgreSQL is missing from the program", e);
        }
    }

    /** Reads a URL; what is wrong with it is said without repeating it, because it may hold a password. */
    static PostgresUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new InvalidInput("not the URL of a PostgreSQL database", FORM);
        }
        String login = Optional.ofNullable(url.group(1)).orElse("");
        if (login.contains(":")) {
            throw passwordInside();
        }
        String database = Optional.ofNullable(url.group(3)).orElse("");
        if (login.isEmpty() || database.isEmpty()) {
            throw new InvalidInput("the URL of the state names no " + (login.isEmpty() ? "user" : "database"), FORM);
        }
        for (String host : url.group(2).split(",", -1)) {
            if (!HOST.matcher(host).matches()) {
                throw new InvalidInput(
                        host.isEmpty()
                                ? "the URL of the state names no host"
                                : "not a host of a PostgreSQL database: '" + host + "'",
                        FORM);
            }
        }
        return new PostgresUrl(
                text,
                decoded(login),
                url.group(2),
                decoded(database),
                parameters(Optional.ofNullable(url.group(4)).orElse("")),
                Optional.empty());
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String each : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int sign = each.indexOf('=');
            String name = decoded(sign < 0 ? each : each.substring(0, sign));
            String value = decoded(sign < 0 ? "" : each.substring(sign + 1));
            if (SECRET.contains(plain(name))) {
                throw passwordInside();
            }
            if (plain(name).equals("targetsessionattrs")) {
                parameters.put(
                        "targetServerType",
                        Optional.ofNullable(TARGETS.get(value))
                                .orElseThrow(() -> new InvalidInput(
                                        "not a value of target_session_attrs: '" + value + "'", "write read-write")));
            } else if (plain(name).equals("sslrootcert") && value.equals("system")) {
                // The certificates that Java knows.
                parameters.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            } else {
                String known = OURS.contains(plain(name)) ? null : KNOWN.get(plain(name));
                if (known == null) {
                    throw new InvalidInput(
                            "the URL of the state has a parameter that vastwatch does not know: '" + name + "'",
                            "remove it");
                }
                parameters.put(known, value);
            }
        }
        return parameters;
    }

    /** {@code connect_timeout} as PostgreSQL has it, and {@code connectTimeout} as the driver has it. */
    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String decoded(String text) {
        try {
            // Here a plus is not a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("a percent sign in the URL of the state begins no character", "write it as %25");
        }
    }

    private static InvalidInput passwordInside() {
        return new InvalidInput(
                "the URL of the state has a password in it",
                "write it into a file, and name that in state_password_file");
    }

    PostgresUrl with(Secret secret) {
        return new PostgresUrl(text, user, hosts, database, parameters, Optional.of(secret));
    }

    @Override
    public String toString() {
        return text;
    }
}
