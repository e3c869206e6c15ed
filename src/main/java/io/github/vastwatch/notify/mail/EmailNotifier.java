package io.github.vastwatch.notify.mail;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.message.Severity;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** Sends alerts by mail, text and HTML in one message. */
public final class EmailNotifier implements Notifier {
    /** The target of an email channel. */
    public record Target(EmailSettings settings) implements Channel.Target {
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
        public Escaping escaping(TemplateText.Part part) {
            return part == TemplateText.Part.HTML ? Escaping.HTML : Escaping.NONE;
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

    /** The timeout of each answer; busy servers take seconds. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The limit of the text about several recipients; a server may send kilobytes. */
    private static final int ANSWER = 1_000;

    private final String channel;
    private final EmailSettings settings;
    private final Template template;
    private final SmtpServer server;

    EmailNotifier(String channel, EmailSettings settings, Template template) {
        this(channel, settings, template, TIMEOUT);
    }

    EmailNotifier(String channel, EmailSettings settings, Template template, Duration timeout) {
        this.channel = channel;
        this.template = template;
        this.settings = settings;
        this.server = new SmtpServer(settings, timeout);
    }

    @Override
    public Notifier.Rendering render(Delivery delivery, Instant now) {
        return Notifier.Rendering.of(template, each -> written(delivery, MailContent.of(delivery.alert(), each, now)));
    }

    private String written(Delivery delivery, MailContent words) {
        Alert alert = delivery.alert();
        try {
            MimeMessage message = new FixedIdMessage(
                    server.session(), "<" + delivery.id() + "@" + MailAddress.domainOf(settings.from()) + ">");
            message.setHeader("From", MailAddress.header("From", List.of(settings.from())));
            if (!settings.separately()) {
                message.setHeader("To", MailAddress.header("To", settings.to()));
            }
            message.setSubject(words.subject(), "UTF-8");
            message.setSentDate(Date.from(alert.at()));
            // Prevents vacation replies.
            message.setHeader("Auto-Submitted", "auto-generated");
            for (Map.Entry<String, String> header : headers(Severity.of(alert)).entrySet()) {
                message.setHeader(header.getKey(), header.getValue());
            }
            MailThread thread = MailThread.of(alert, settings.from());
            message.setHeader("List-Id", thread.listId());
            // The first mail of a thread is never sent; mails that refer to it form the thread.
            message.setHeader("In-Reply-To", thread.root());
            message.setHeader("References", thread.root());
            message.setContent(parts(words));
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            return bytewise(out.toByteArray());
        } catch (MessagingException e) {
            throw new IllegalStateException("a mail cannot be written for channel '" + channel + "'", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text in which each character is one byte of a mail. */
    private static String bytewise(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Headers for the urgency of a mail; none for a normal one. */
    private static Map<String, String> headers(Severity severity) {
        return switch (severity) {
            case URGENT -> Map.of("X-Priority", "1", "Importance", "high");
            case HIGH -> Map.of("X-Priority", "2", "Importance", "high");
            case NORMAL -> Map.of();
            case LOW -> Map.of("X-Priority", "5", "Importance", "low");
        };
    }

    private static MimeMultipart parts(MailContent words) throws MessagingException {
        MimeMultipart parts = new MimeMultipart("alternative");
        parts.addBodyPart(part(words.text(), "plain"));
        if (words.html().isPresent()) {
            parts.addBodyPart(part(words.html().get(), "html"));
        }
        return parts;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, "UTF-8", subtype);
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    @Override
    public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
        Recipients recipients = new Recipients(settings.to(), delivery.settled());
        Optional<SmtpFailure> missing = SmtpFailure.ofSettings(settings);
        if (missing.isPresent()) {
            return Outcome.Deferred.incident(missing.get().words());
        }
        SmtpConnection connection = server.connection();
        return send(connection, recipients, content, now)
                .with(answer -> SafeText.cut(connection.redacted(answer), ANSWER));
    }

    private Outcome send(SmtpConnection connection, Recipients recipients, Delivery.Content content, Instant now) {
        try {
            connection.ready(now);
            Optional<String> missing = connection.missingCapability(List.of(settings.from()));
            if (missing.isPresent()) {
                server.release(connection);
                return new Outcome.Rejected(missing.get());
            }
            for (Address address : recipients.open()) {
                connection.missingCapability(List.of(address)).ifPresent(why -> recipients.refuse(address, why));
            }
            for (List<Address> group : groups(recipients.open())) {
                connection.ready(now);
                send(connection, content, group, recipients);
            }
            server.release(connection);
            return recipients.outcome(settings.host());
        } catch (MessagingException e) {
            SmtpConnection.close(connection);
            return broken(e, connection, recipients);
        }
    }

    /** Recipients of the same mail. */
    private List<List<Address>> groups(List<Address> all) {
        return settings.separately() ? all.stream().map(List::of).toList() : all.isEmpty() ? List.of() : List.of(all);
    }

    private void send(SmtpConnection connection, Delivery.Content content, List<Address> group, Recipients recipients)
            throws MessagingException {
        // With `separately`, the To header is prepended to the stored bytes; it is the same on every attempt.
        String own = settings.separately() ? "To: " + MailAddress.header("To", group) + "\r\n" : "";
        byte[] bytes =
                (bytewise(own.getBytes(StandardCharsets.UTF_8)) + content.text()).getBytes(StandardCharsets.ISO_8859_1);
        SMTPMessage message = new SMTPMessage(server.session(), new ByteArrayInputStream(bytes));
        message.setEnvelopeFrom(settings.from().getAddress());
        List<? extends Address> named = settings.separately() ? group : settings.to();
        if (connection.missingCapability(named).isPresent()) {
            // The others get the mail, which must not name recipients that the server cannot handle.
            message.setHeader(
                    "To",
                    MailAddress.header(
                            "To",
                            named.stream()
                                    .filter(each -> !MailAddress.isInternational(each))
                                    .toList()));
        } else if (Stream.concat(named.stream(), Stream.of(settings.from())).anyMatch(MailAddress::isInternational)) {
            message.setMailExtension("SMTPUTF8");
        }
        Address[] addresses = group.toArray(Address[]::new);
        try {
            connection.sendMessage(message, addresses);
            recipients.took(addresses);
        } catch (SendFailedException e) {
            if (isAboutTheMail(e) || isUnanswered(e)) {
                throw e;
            }
            recipients.failed(e);
        }
    }

    /** Whether the server refused the sender or the mail, not a recipient. */
    private static boolean isAboutTheMail(SendFailedException failure) {
        boolean anyoneHasIt = failure.getValidSentAddresses() != null && failure.getValidSentAddresses().length > 0;
        return !anyoneHasIt
                && (failure instanceof SMTPSendFailedException || failure instanceof SMTPSenderFailedException)
                && !(failure.getNextException() instanceof SMTPAddressFailedException);
    }

    /** Whether the server closed the connection instead of answering. */
    private static boolean isUnanswered(SendFailedException failure) {
        return failure instanceof SMTPSendFailedException send && send.getReturnCode() < 0;
    }

    private Outcome broken(MessagingException failure, SmtpConnection connection, Recipients recipients) {
        int code = failure instanceof SMTPSendFailedException send
                ? send.getReturnCode()
                : failure instanceof SMTPSenderFailedException sender ? sender.getReturnCode() : 0;
        if (code > 0) {
            String said = Recipients.words(failure);
            return code >= 500 && recipients.settled().isEmpty()
                    ? new Outcome.Refused(said)
                    : new Outcome.Deferred(said, Optional.empty(), false, false, recipients.settled());
        }
        SmtpFailure why = SmtpFailure.of(failure, connection);
        // Before the end of the mail, the server cannot have accepted it.
        boolean mayHaveArrived = connection.stage() == SmtpConnection.Stage.END;
        return new Outcome.Deferred(
                why.words(), Optional.empty(), mayHaveArrived, why.isIncident(), recipients.settled());
    }

    @Override
    public void rest() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
    }

    /** A message that keeps its id; the library would create a new one. */
    private static final class FixedIdMessage extends MimeMessage {
        private final String id;

        FixedIdMessage(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /**
     * The headers that mails about one watch share, for filters and threads; stable over restarts.
     *
     * @param listId as in RFC 2919, below the domain of the sender
     * @param root the id that all of them refer to
     */
    record MailThread(String listId, String root) {

        /** For a watch, or for everything without one. */
        static MailThread of(Alert alert, InternetAddress from) {
            String name = alert.watch().orElse("vastwatch");
            String domain = MailAddress.domainOf(from);
            // A label can contain what a name can, except two consecutive dots or one at the end.
            String label = name.replaceAll("\\.(?=\\.|$)", "_");
            String list = label + ".vastwatch." + domain.replaceAll("[\\[\\]:]", "_");
            // In a phrase, dots must be in quotes.
            String phrase = name.contains(".") ? '"' + name + '"' : name;
            UUID root = UUID.nameUUIDFromBytes(list.getBytes(StandardCharsets.UTF_8));
            return new MailThread(phrase + " <" + list + ">", "<watch-" + root + "@" + domain + ">");
        }
    }
}
