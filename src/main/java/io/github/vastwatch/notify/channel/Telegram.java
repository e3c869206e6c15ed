package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.OfferView;
import io.github.vastwatch.notify.message.Severity;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * A message of a bot to a chat, through Telegram's Bot API.
 *
 * @param server the URL of the API, Telegram's or one's own
 * @param topic the topic's number, in a group with topics
 */
public record Telegram(HttpUrl server, Secret token, String chat, Optional<Integer> topic) implements HttpService {
    /** Advice by the Bot API's message. */
    private static final Map<String, String> ADVICE = Map.of(
            "blocked by the user", "unblock the bot in Telegram",
            "was kicked", "add the bot to the chat again",
            "not a member", "add the bot to the chat",
            "chat not found", "check chat_id, and write to the bot first",
            "initiate conversation", "write to the bot first",
            "user is deactivated", "write another chat_id",
            "not enough rights", "let the bot write in the chat",
            "message thread not found", "check the topic's number",
            "Unauthorized", "the token is wrong or was revoked; @BotFather shows it",
            "Not Found", "the token is wrong; @BotFather shows it");

    public static final String SERVER = "https://api.telegram.org";
    /** Part of the error about a group with a new id. */
    public static final String BECAME = " became a supergroup; write chat_id: \"";
    /** The limit of sendMessage; Telegram counts without markup, we with it. */
    private static final int LIMIT = 4096;

    public static Secret parseToken(Secret token) {
        if (!token.reveal().matches("[0-9]+:[A-Za-z0-9_-]+")) {
            throw new InvalidInput("not the token of a bot", "@BotFather gives one, as 123456:ABC-DEF");
        }
        return token;
    }

    @Override
    public HttpUrl url() {
        return server.newBuilder()
                .addPathSegment("bot" + token.reveal())
                .addPathSegment("sendMessage")
                .build();
    }

    @Override
    public String render(Alert alert, Template template, Instant now) {
        Message message = template.message(alert, now);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("chat_id", chat);
        topic.ifPresent(number -> body.put("message_thread_id", number));
        body.put("text", message.fitting(LIMIT, Telegram::html, String::length));
        body.put("parse_mode", "HTML");
        body.put("disable_notification", message.severity() == Severity.LOW);
        body.putObject("link_preview_options").put("is_disabled", true);
        message.link()
                .ifPresent(link -> body.putObject("reply_markup")
                        .putArray("inline_keyboard")
                        .addArray()
                        .addObject()
                        .put("text", "Search page")
                        .put("url", link));
        return body.toString();
    }

    private static String html(Message message) {
        StringBuilder html = new StringBuilder("<b>" + escaped(message.title()) + "</b>\n");
        message.sentences().forEach(sentence -> html.append(escaped(sentence)).append('\n'));
        for (OfferView offer : message.offers()) {
            html.append("\n<b>").append(escaped(offer.headline())).append("</b>\n");
            html.append("<i>").append(escaped(offer.reason())).append("</i>\n");
            offer.flags()
                    .forEach(flag -> html.append("⚠ ").append(escaped(flag)).append('\n'));
            offer.facts()
                    .forEach((label, value) -> html.append(label)
                            .append(": ")
                            .append(escaped(value))
                            .append('\n'));
            if (!offer.command().isEmpty()) {
                html.append("<code>").append(escaped(offer.command())).append("</code>\n");
            }
        }
        html.append(message.more() > 0 ? message.moreWords() + "\n" : "").append('\n');
        message.notes().forEach(note -> html.append(escaped(note)).append('\n'));
        return html.toString().strip();
    }

    private static String escaped(String text) {
        return SafeText.inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public Optional<Duration> retryAfter(String answer) {
        return HttpService.seconds(HttpService.json(answer).path("parameters").path("retry_after"));
    }

    @Override
    public String message(String answer) {
        return HttpService.explained(
                HttpService.json(answer).path("description").asText(), ADVICE);
    }

    /** A group that became a supergroup has a new id. */
    @Override
    public Optional<Moved> moved(String body, String answer) {
        long id = HttpService.json(answer)
                .path("parameters")
                .path("migrate_to_chat_id")
                .asLong();
        return id != 0 && HttpService.json(body) instanceof ObjectNode message
                ? Optional.of(
                        new Moved(message.put("chat_id", id).toString(), "the group " + chat + BECAME + id + "\""))
                : Optional.empty();
    }

    @Override
    public List<Secret> secrets() {
        return List.of(token);
    }

    @Override
    public String toString() {
        return "telegram chat " + chat
                + topic.map(number -> ", topic " + number).orElse("");
    }
}
