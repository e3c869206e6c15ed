package io.github.vastwatch.watch;

/**
 * How an offer appeared.
 *
 * @param shown consecutive answers that showed it within the threshold
 * @param comeback whether and how it returned after it was gone, until that is sent
 * @param atStart whether it was there in the watch's first answer
 * @param revision of the watch's terms under which it was last seen
 */
public record Lifecycle(int shown, Comeback comeback, boolean atStart, int revision) {
    /** A return after an offer was gone. */
    public enum Comeback {
        NONE,
        /** It was away for less than the watch's rearm. */
        SOON,
        /** It is news again. */
        NEWS
    }

    public static final Lifecycle FIRST = new Lifecycle(1, Comeback.NONE, false, 0);

    Lifecycle shownAgain(int now) {
        return new Lifecycle(shown + 1, comeback, atStart, now);
    }

    /** After some more answers that are like the last. */
    Lifecycle shownUnchanged(int answers) {
        return shown > 0 ? new Lifecycle(shown + answers, comeback, atStart, revision) : this;
    }

    /** Present, but not within the threshold. */
    Lifecycle notShown(int now) {
        return new Lifecycle(0, comeback, atStart, now);
    }

    /** After it was sent, or recorded without sending. */
    public Lifecycle settled() {
        return new Lifecycle(shown, Comeback.NONE, atStart, revision);
    }

    /** An offer that was news and was not sent stays news, however short its absence. */
    Lifecycle returned(boolean isNews, int now) {
        return new Lifecycle(1, isNews || comeback == Comeback.NEWS ? Comeback.NEWS : Comeback.SOON, atStart, now);
    }
}
