package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Backlog;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.LatestOffers;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.MissedAlertsNote;
import io.github.vastwatch.alert.Revalidation;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Turns claimed deliveries of a channel into what is sent: compares late ones with the newest answers, and renders. */
record Preparation(Notifier notifier, Store store, DeliveryLog deliveryLog) {

    /**
     * Compares a late delivery with the newest answers.
     *
     * @return what to send; empty where nothing of it is true any more, or where it waits for its next claim because it
     *     stands for others now
     */
    Optional<Delivery> revalidated(Delivery delivery, Instant now) {
        if (foldBacklog(delivery, now)) {
            return Optional.empty();
        }
        if (!Revalidation.isDue(delivery, now)) {
            return Optional.of(delivery);
        }
        List<OfferKey> offers =
                delivery.alert().matches().stream().map(Match::key).toList();
        Revalidation revalidation = Revalidation.of(delivery.alert(), latest(delivery, offers));
        if (revalidation instanceof Revalidation.Superseded superseded) {
            outbox().supersede(delivery.with(superseded.alert()), now, superseded.reason(), superseded.isMissed());
            deliveryLog.superseded(delivery, superseded);
            return Optional.empty();
        }
        return Optional.of(
                revalidation instanceof Revalidation.Changed changed ? changed(delivery, changed, now) : delivery);
    }

    private Outbox outbox() {
        return store.outbox();
    }

    /**
     * Merges the late deliveries beside one into it, if they are many, and ends them.
     *
     * @return whether the delivery waits for its next claim: it was merged, or one of the others has changed since
     */
    private boolean foldBacklog(Delivery delivery, Instant now) {
        Optional<Backlog> begun = Backlog.of(delivery, now);
        if (begun.isEmpty()) {
            return false;
        }
        Backlog backlog = begun.get();
        outbox().forEachOtherLate(delivery, now, backlog::add);
        if (!backlog.isLargeEnough()) {
            return false;
        }
        Delivery folded = backlog.delivery(delivery, newId(), latest(delivery, backlog.offers()));
        if (outbox().fold(delivery, folded, backlog.others(), now)) {
            deliveryLog.folded(folded, backlog.others().size());
        }
        return true;
    }

    private LatestOffers latest(Delivery delivery, Collection<OfferKey> offers) {
        return delivery.alert()
                .watch()
                .map(watch -> store.offers().latest(watch, offers))
                .orElseGet(() -> new LatestOffers(Map.of(), 0, Optional.empty()));
    }

    /** Stored bytes stay those of their id; a changed message is sent under a new one. */
    private Delivery changed(Delivery delivery, Revalidation.Changed changed, Instant now) {
        boolean isStored = delivery.content().isPresent();
        Delivery current = isStored ? delivery.replacedBy(newId(), changed.alert()) : delivery.with(changed.alert());
        if (isStored) {
            outbox().replace(delivery, current, now, "parts of it are no longer true");
        } else {
            outbox().change(current);
        }
        deliveryLog.changed(delivery, current);
        return current;
    }

    private static String newId() {
        return "msg_" + UUID.randomUUID();
    }

    /**
     * The deliveries with their bytes, which are stored before the first attempt. Deliveries that fail to render because of
     * a bug are left out.
     */
    List<Delivery> rendered(List<Delivery> deliveries, Instant now) {
        boolean hasMissed =
                !deliveries.isEmpty() && outbox().hasMissed(deliveries.get(0).channel());
        List<Delivery> all = new ArrayList<>();
        List<Delivery.Rendered> made = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (delivery.content().isPresent()) {
                all.add(delivery);
            } else {
                render(hasMissed ? withMissed(delivery, now) : delivery, now).ifPresent(rendered -> {
                    all.add(rendered.delivery());
                    made.add(rendered);
                });
            }
        }
        if (!made.isEmpty()) {
            outbox().storeContents(made, now);
        }
        return all;
    }

    /** A message whose bytes are not stored yet reports what the channel missed while it was down. */
    private Delivery withMissed(Delivery delivery, Instant now) {
        MissedAlertsNote note = new MissedAlertsNote();
        outbox().claimMissed(delivery, note::add);
        return note.isEmpty() ? delivery : delivery.with(delivery.alert().with(MissedAlertsNote.FACT, note.words(now)));
    }

    private Optional<Delivery.Rendered> render(Delivery delivery, Instant now) {
        try {
            Notifier.Rendering rendering = notifier.render(delivery, now);
            rendering.failure().ifPresent(failure -> deliveryLog.templateFailed(delivery, failure));
            return Optional.of(new Delivery.Rendered(delivery.with(rendering.content()), rendering.failure()));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // A retry would fail the same way, and later deliveries must not wait.
            deliveryLog.failedWithBug(delivery, e);
            return Optional.empty();
        }
    }
}
