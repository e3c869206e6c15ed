package io.github.vastwatch.web;

import java.util.Optional;

/** What a form did, which the next page says once. */
enum Done {
    MUTED("The watch is muted."),
    UNMUTED("The watch is no longer muted."),
    PAUSED("The watch is paused."),
    RESUMED("The watch is polled again when it is next due."),
    RETRIED("It is sent again now."),
    NOT_RETRIED("It is not sent again: it was delivered or replaced, or it is being sent."),
    DROPPED("The delivery is dropped."),
    NOT_DROPPED("It was not dropped: it has ended."),
    TESTED("The channel was tested; its answer is below."),
    NOT_TESTED("Another test is being sent. Try again when it has ended.");

    private static final String COOKIE = "vastwatch_done";
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    /** The cookie of a page that said it. */
    static final String SHOWN = COOKIE + "=" + ATTRIBUTES + "0";

    private final String sentence;

    Done(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    /** Sends a browser to the page that says it, which it does within a minute. */
    Response at(String path) {
        return Response.redirect(path).with("Set-Cookie", COOKIE + "=" + name() + ATTRIBUTES + "60");
    }

    static Optional<Done> of(Request request) {
        for (Done each : values()) {
            if (request.cookie(COOKIE).equals(Optional.of(each.name()))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
