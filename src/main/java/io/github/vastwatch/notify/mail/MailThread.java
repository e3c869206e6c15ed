package io.github.vastwatch.notify.mail;

import io.github.vastwatch.alert.Alert;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What the mails about one watch have in common, for a reader's filters and threads: the same today and after a restart.
 *
 * @param listId as RFC 2919 wants it, below the domain of the sender
 * @param root the id that they all answer to
 */
record MailThread(String listId, String root) {

    /** Of a watch, or of all that is about none. */
    static MailThread of(Alert alert, InternetAddress from) {
        String name = alert.watch().orElse("vastwatch");
        String domain = MailAddress.domainOf(from);
        // The label holds what a name may hold, but neither two dots in a row nor one at the end.
        String label = name.replaceAll("\\.(?=\\.|$)", "_");
        String list = label + ".vastwatch." + domain.replaceAll("[\\[\\]:]", "_");
        // A phrase holds dots in quotes only.
        String phrase = name.contains(".") ? '"' + name + '"' : name;
        UUID root = UUID.nameUUIDFromBytes(list.getBytes(StandardCharsets.UTF_8));
        return new MailThread(phrase + " <" + list + ">", "<watch-" + root + "@" + domain + ">");
    }
}
