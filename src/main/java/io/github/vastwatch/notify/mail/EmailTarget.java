package io.github.vastwatch.notify.mail;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.vast.Secret;
import java.time.Instant;
import java.util.List;

/** The target of an email channel. */
public record EmailTarget(EmailSettings settings) implements Channel.Target {
    @Override
    public Notifier notifier(String channel, Template template) {
        return new EmailNotifier(channel, settings, template);
    }

    @Override
    public String preview(Alert alert, Template template, Instant now) {
        MailContent mail = MailContent.of(alert, template, now);
        return "Subject: " + mail.subject() + "\n\n" + mail.text()
                + mail.html().map(html -> "\n\n" + html).orElse("");
    }

    @Override
    public String host() {
        return settings.host();
    }

    @Override
    public TemplateText.Escaping escaping(TemplateText.Part part) {
        return part == TemplateText.Part.HTML ? TemplateText.Escaping.HTML : TemplateText.Escaping.NONE;
    }

    @Override
    public List<Secret> secrets() {
        return settings.secrets();
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
