package io.github.vastwatch.notify.mail;

import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.text.SafeText;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPAddressSucceededException;
import org.jspecify.annotations.Nullable;

/** The recipients of one mail and the state of each: those who have it or never accept it are not sent to again. */
final class Recipients {
    private static final String HAS_IT = "+";
    private static final String REFUSES_IT = "-";

    private final List<String> settledBefore;
    private final List<Address> open = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();
    private final Map<String, String> refusals = new LinkedHashMap<>();
    private String deferral = "";
    /** A server that temporarily blocks the sender refuses each recipient. */
    private boolean mayChange;

    /** @param settled the settled recipients of earlier attempts, from {@link #outcome} */
    Recipients(List<? extends Address> all, List<String> settled) {
        this.settledBefore = settled;
        all.stream()
                .filter(address -> !settled.contains(HAS_IT + address) && !settled.contains(REFUSES_IT + address))
                .forEach(open::add);
    }

    /** The recipients settled in this attempt. */
    List<String> settled() {
        return List.copyOf(settled);
    }

    /** The recipients that are still open. */
    List<Address> open() {
        return List.copyOf(open);
    }

    void took(Address... addresses) {
        for (Address address : addresses) {
            settle(HAS_IT, address);
        }
    }

    /** Records which recipients have it, and why others do not. */
    void failed(SendFailedException failure) {
        Stream.ofNullable(failure.getValidSentAddresses()).forEach(this::took);
        for (@Nullable Exception each = failure;
                each instanceof MessagingException one;
                each = one.getNextException()) {
            if (each instanceof SMTPAddressFailedException refused) {
                if (refused.getReturnCode() >= 500) {
                    mayChange = true;
                    refuse(refused.getAddress(), words(refused));
                } else {
                    deferral = words(refused);
                }
            } else if (!(each instanceof SMTPAddressSucceededException) && deferral.isEmpty()) {
                deferral = words(one);
            }
        }
    }

    private void settle(String how, Address address) {
        settled.add(how + address);
        open.remove(address);
    }

    /** Records a recipient that the server cannot handle. */
    void refuse(Address address, String why) {
        settle(REFUSES_IT, address);
        refusals.put(name(address), why);
    }

    private static String name(Address address) {
        return address instanceof InternetAddress mail ? mail.getAddress() : address.toString();
    }

    /** The combined outcome. */
    Outcome outcome(String host) {
        String refused = refusals.entrySet().stream()
                .map(each -> each.getKey() + " was refused: " + each.getValue())
                .collect(Collectors.joining("; "));
        if (!open.isEmpty()) {
            String reason = Stream.of(deferral, refused)
                    .filter(words -> !words.isEmpty())
                    .collect(Collectors.joining("; "));
            return new Outcome.Deferred(reason, Optional.empty(), false, false, settled);
        }
        boolean anyoneHasIt =
                Stream.concat(settled.stream(), settledBefore.stream()).anyMatch(each -> each.startsWith(HAS_IT));
        if (!anyoneHasIt) {
            return mayChange ? new Outcome.Refused(refused) : new Outcome.Rejected(refused);
        }
        return new Outcome.Delivered("accepted by " + host + (refused.isEmpty() ? "" : "; " + refused));
    }

    static String words(MessagingException failure) {
        return SmtpFailure.advised(SafeText.isolated(String.valueOf(failure.getMessage())));
    }
}
