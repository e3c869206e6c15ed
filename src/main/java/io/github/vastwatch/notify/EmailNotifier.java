package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
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
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** Mails alerts, text and HTML in one message. */
final class EmailNotifier implements Notifier {
    private final String channel;
    private final EmailSettings settings;
    private final Template template;
    private final MailServer server;

    EmailNotifier(String channel, EmailSettings settings, Template template) {
        this.channel = channel;
        this.template = template;
        this.settings = settings;
        this.server = new MailServer(settings);
    }

    @Override
    public Rendering render(Delivery delivery, Instant now) {
        return Rendering.of(template, each -> written(delivery, MailWords.of(delivery.alert(), each, now)));
    }

    private String written(Delivery delivery, MailWords words) {
        Alert alert = delivery.alert();
        try {
            MimeMessage message = new FixedIdMessage(server.session(), "<" + delivery.id() + "@vastwatch>");
            message.setFrom(settings.from());
            if (!settings.separately()) {
                message.setRecipients(Message.RecipientType.TO, settings.to().toArray(InternetAddress[]::new));
            }
            message.setSubject(words.subject(), "UTF-8");
            message.setSentDate(Date.from(alert.at()));
            // So that no vacation reply answers us.
            message.setHeader("Auto-Submitted", "auto-generated");
            MailThread thread = MailThread.of(alert, settings.from());
            message.setHeader("List-Id", thread.listId());
            // The first mail of a thread is never sent; a mail that refers to it stands beside the others that do.
            message.setHeader("In-Reply-To", thread.root());
            message.setHeader("References", thread.root());
            message.setContent(parts(words));
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (MessagingException e) {
            throw new IllegalStateException("a mail cannot be written for channel '" + channel + "'", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MimeMultipart parts(MailWords words) throws MessagingException {
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
        @Nullable Transport transport = null;
        boolean isSending = false;
        try {
            transport = server.connection();
            isSending = true;
            for (List<Address> group : groups(recipients.open())) {
                send(transport, content, group, recipients);
            }
            server.release(transport);
            return recipients.outcome(settings.host());
        } catch (AuthenticationFailedException e) {
            return Outcome.Deferred.trouble("the login was refused: " + Recipients.words(e));
        } catch (MessagingException e) {
            MailServer.close(transport);
            return broken(e, isSending, recipients);
        }
    }

    /** Those who get a mail together. */
    private List<List<Address>> groups(List<Address> all) {
        return settings.separately() ? all.stream().map(List::of).toList() : all.isEmpty() ? List.of() : List.of(all);
    }

    private void send(Transport transport, Delivery.Content content, List<Address> group, Recipients recipients)
            throws MessagingException {
        // The header of a mail of one's own goes before what is fixed, and is the same each time.
        String text = settings.separately() ? "To: " + group.get(0) + "\r\n" + content.text() : content.text();
        MimeMessage message =
                new MimeMessage(server.session(), new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        Address[] addresses = group.toArray(Address[]::new);
        try {
            transport.sendMessage(message, addresses);
            recipients.took(addresses);
        } catch (SendFailedException e) {
            if (isAboutTheMail(e)) {
                throw e;
            }
            recipients.failed(e);
        }
    }

    /** Whether the server refused the sender or the mail, and no recipient. */
    private static boolean isAboutTheMail(SendFailedException failure) {
        boolean anyoneHasIt = failure.getValidSentAddresses() != null && failure.getValidSentAddresses().length > 0;
        return !anyoneHasIt
                && (failure instanceof SMTPSendFailedException || failure instanceof SMTPSenderFailedException)
                && !(failure.getNextException() instanceof SMTPAddressFailedException);
    }

    private static Outcome broken(MessagingException failure, boolean isSending, Recipients recipients) {
        int code = failure instanceof SMTPSendFailedException send
                ? send.getReturnCode()
                : failure instanceof SMTPSenderFailedException sender ? sender.getReturnCode() : 0;
        if (code >= 500 && recipients.settled().isEmpty()) {
            return new Outcome.Refused(Recipients.words(failure));
        }
        // Without a code nobody knows whether the server took it before the connection broke.
        return new Outcome.Deferred(
                Recipients.words(failure), Optional.empty(), isSending && code == 0, false, recipients.settled());
    }

    @Override
    public void rest() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
    }

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
