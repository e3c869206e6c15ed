package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Prompts;
import io.github.vastwatch.cli.console.SecretFile;
import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.mail.EmailTarget;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Where to send alerts: what the options say, and where they name nothing what a person says. */
public final class ChannelAnswers {
    private static final String NO_MORE = "no more";
    private static final String HOW = "an email address, telegram, or a webhook's URL";

    private final InitOptions options;
    private final Optional<Prompts> interview;
    private final Path config;

    /**
     * @param interview empty where there is no person to ask
     * @param config the file that will name the channels, beside which their secrets are kept
     */
    public ChannelAnswers(InitOptions options, Optional<Prompts> interview, Path config) {
        this.options = options;
        this.interview = interview;
        this.config = config;
    }

    public List<StarterChannel> channels() throws IOException, InterruptedException {
        List<StarterChannel> channels = new ArrayList<>();
        for (String url : options.webhooks) {
            channels.add(StarterChannel.Hook.parse(url, System::getenv));
        }
        if (options.telegram != null) {
            channels.add(new StarterChannel.Chat(StarterChannel.Chat.parseId(options.telegram), Optional.empty()));
        }
        if (options.email != null) {
            channels.add(email(EmailTarget.parseAddress(options.email).getAddress()));
        }
        if (channels.isEmpty()) {
            Prompts person = interview.orElseThrow();
            channels.add(channel(person, person.ask("Where to send alerts: " + HOW, "", ChannelAnswers::target)));
            String more = person.ask("Another place", NO_MORE, ChannelAnswers::target);
            while (!more.equals(NO_MORE)) {
                channels.add(channel(person, more));
                more = person.ask("Another place", NO_MORE, ChannelAnswers::target);
            }
        }
        return channels;
    }

    /** What can be meant; a URL of a known service is said to be one. */
    private static String target(String text) {
        if (text.equals(NO_MORE) || text.equalsIgnoreCase("telegram")) {
            return text;
        }
        if (text.contains("://") || text.startsWith("${")) {
            if (!isTelegram(text)) {
                StarterChannel.Hook.parse(text, System::getenv);
            }
            return text;
        }
        try {
            return EmailTarget.parseAddress(text).getAddress();
        } catch (InvalidInput invalidInput) {
            throw text.contains("@")
                    ? invalidInput
                    : new InvalidInput("'" + text + "' is no place to send to", "write " + HOW);
        }
    }

    private static boolean isTelegram(String text) {
        return Optional.ofNullable(HttpUrl.parse(text))
                .flatMap(KnownService::of)
                .equals(Optional.of(KnownService.TELEGRAM));
    }

    private StarterChannel channel(Prompts person, String target) throws IOException, InterruptedException {
        if (target.equalsIgnoreCase("telegram") || isTelegram(target)) {
            return telegram(person, Optional.ofNullable(HttpUrl.parse(target)));
        }
        if (!target.contains("://") && !target.startsWith("${")) {
            return email(target);
        }
        StarterChannel hook = StarterChannel.Hook.parse(target, System::getenv);
        if (!hook.name().equals("hook")) {
            person.out().println("  this is " + hook + ": a channel of type " + hook);
        }
        return hook;
    }

    /** @param url of the Bot API, which holds the token and may hold the chat */
    private StarterChannel telegram(Prompts person, Optional<HttpUrl> url) throws IOException, InterruptedException {
        Optional<String> inUrl = url.map(each -> each.pathSegments().get(0))
                .filter(segment -> segment.startsWith("bot"))
                .map(segment -> segment.substring("bot".length()));
        Optional<String> token = inUrl.isPresent()
                ? inUrl
                : person.secret(
                        "The token of your bot, from @BotFather",
                        text -> Telegram.parseToken(new Secret(text)).reveal());
        Optional<String> chat = url.flatMap(each -> Optional.ofNullable(each.queryParameter("chat_id")));
        String id = chat.isPresent()
                ? StarterChannel.Chat.parseId(chat.get())
                : person.ask("The chat's number, or @ and a channel's name", "", StarterChannel.Chat::parseId);
        return new StarterChannel.Chat(id, token.map(text -> SecretFile.beside(config, "telegram-token", text)));
    }

    private StarterChannel email(String address) throws IOException, InterruptedException {
        StarterChannel.Server server = options.smtpHost != null
                ? StarterChannel.Server.parse(options.smtpHost)
                : interview
                        .orElseThrow()
                        .ask("The mail server, with :PORT unless it is 587", "", StarterChannel.Server::parse);
        if (options.smtpUser != null || interview.isEmpty() || options.email != null) {
            return new StarterChannel.Email(address, server, Optional.ofNullable(options.smtpUser), Optional.empty());
        }
        Prompts person = interview.get();
        Optional<String> user = Optional.of(person.ask("The user to log in as there", "none", text -> text))
                .filter(text -> !text.equals("none"));
        Optional<String> password = user.isPresent() ? person.secret("The password", text -> text) : Optional.empty();
        return new StarterChannel.Email(
                address, server, user, password.map(text -> SecretFile.beside(config, "smtp-password", text)));
    }
}
