package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Mails alerts, text and HTML in one message. */
final class EmailNotifier implements Notifier {
    private static final String TIMEOUT_MS = "30000";

    private final String channel;
    private final EmailSettings settings;
    private final Session session;

    EmailNotifier(String channel, EmailSettings settings) {
        this.channel = channel;
        this.settings = settings;
        this.session = Session.getInstance(properties(settings));
    }

    static Properties properties(EmailSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", settings.host());
        properties.setProperty("mail.smtp.port", String.valueOf(settings.port()));
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MS);
        properties.setProperty("mail.smtp.auth", String.valueOf(settings.user().isPresent()));
        // One bad address must not cost the others their mail.
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty(
                "mail.smtp.starttls.enable", String.valueOf(settings.tls() == EmailSettings.Tls.STARTTLS));
        properties.setProperty(
                "mail.smtp.starttls.required", String.valueOf(settings.tls() == EmailSettings.Tls.STARTTLS));
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(settings.tls() == EmailSettings.Tls.TLS));
        return properties;
    }

    @Override
    public Delivery.Content render(Delivery delivery) {
        try {
            MimeMessage message = new FixedIdMessage(session, "<" + delivery.id() + "@vastwatch>");
            message.setFrom(settings.from());
            settings.to().forEach(address -> add(message, address));
            message.setSubject(MailBody.subject(delivery.alert()), "UTF-8");
            message.setSentDate(Date.from(delivery.alert().at()));
            // So that no vacation reply answers us.
            message.setHeader("Auto-Submitted", "auto-generated");
            MimeMultipart parts = new MimeMultipart("alternative");
            parts.addBodyPart(part(MailBody.text(delivery.alert()), "plain"));
            parts.addBodyPart(part(MailBody.html(delivery.alert()), "html"));
            message.setContent(parts);
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            return new Delivery.Content(out.toString(StandardCharsets.ISO_8859_1));
        } catch (MessagingException e) {
            throw new IllegalStateException("a mail cannot be written for channel '" + channel + "'", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(MimeMessage message, jakarta.mail.internet.InternetAddress address) {
        try {
            message.addRecipient(Message.RecipientType.TO, address);
        } catch (MessagingException e) {
            throw new IllegalStateException("checked when the config was read", e);
        }
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, "UTF-8", subtype);
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    @Override
    public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
        byte[] bytes = content.text().getBytes(StandardCharsets.ISO_8859_1);
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(bytes));
            connect(transport, settings);
            transport.sendMessage(message, message.getAllRecipients());
            return new Outcome.Delivered("accepted by " + settings.host());
        } catch (SendFailedException e) {
            return partial(e);
        } catch (MessagingException e) {
            return new Outcome.Deferred(words(e), Optional.empty());
        }
    }

    /** Greets the server, and encrypts and logs in as the settings say. */
    static void connect(Transport transport, EmailSettings settings) throws MessagingException {
        transport.connect(
                settings.user().orElse(null),
                settings.password().map(secret -> secret.reveal()).orElse(null));
    }

    private static Outcome partial(SendFailedException failure) {
        if (failure.getValidSentAddresses() != null && failure.getValidSentAddresses().length > 0) {
            return new Outcome.Delivered("accepted for some recipients only: " + words(failure));
        }
        return code(failure) >= 500
                ? new Outcome.Rejected(words(failure))
                : new Outcome.Deferred(words(failure), Optional.empty());
    }

    /** The server's reply code, 0 where there is none. */
    private static int code(MessagingException failure) {
        for (Exception each = failure; each instanceof MessagingException one; each = one.getNextException()) {
            if (each instanceof SMTPAddressFailedException address) {
                return address.getReturnCode();
            }
            if (each instanceof SMTPSendFailedException send) {
                return send.getReturnCode();
            }
        }
        return 0;
    }

    private static String words(MessagingException failure) {
        return Words.oneLine(String.valueOf(failure.getMessage()));
    }

    @Override
    public void close() {}

    /** A message that keeps the id it was given, where the library would make a new one. */
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
}
