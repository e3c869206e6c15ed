package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/** How alerts look to one kind of receiver, and what its answers mean beyond their status. Its text says where it leads. */
public interface HttpService {

    /** Where requests go; a secret, for many services put a token into it. */
    HttpUrl url();

    /**
     * The body of a request, within the limits of the service, as it is written now.
     *
     * @throws Mistake where the template cannot be filled for it
     */
    String render(Alert alert, Template template, Instant now);

    /** What goes into the headers of one request besides its type. */
    default Map<String, String> headers(String id, byte[] body, Instant now) {
        return Map.of();
    }

    /** What an answer means where the service has a rule of its own. */
    default Optional<Outcome> specialOutcome(int status) {
        return Optional.empty();
    }

    /** How long the body of an answer asks to wait; where the header says it too, the header counts. */
    default Optional<Duration> retryAfter(String answer) {
        return Optional.empty();
    }

    /** What the service says in the body of an answer, for people; empty where that is not known. */
    default String message(String answer) {
        return "";
    }

    /** The body to send instead, where an answer says that what it was for has moved. */
    default Optional<Moved> moved(String body, String answer) {
        return Optional.empty();
    }

    /**
     * What goes to where an answer points.
     *
     * @param advice what to change in the config
     */
    record Moved(String body, String advice) {}

    /** What a service may repeat and nobody may see. */
    default List<Secret> secrets() {
        return List.of();
    }
}
