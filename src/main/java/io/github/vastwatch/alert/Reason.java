package io.github.vastwatch.alert;

/** Why an offer is told, or why it is not; the same words in messages, in logs and in metrics. */
public enum Reason {
    FIRST_SEEN("first seen", true),
    RETURNED("returned after it was gone for over an hour", true),
    ALREADY_TOLD("already told", false),
    BACK_SOON("back before it was gone for an hour", false),
    NOT_SEEN("not in this answer", false);

    private final String words;
    private final boolean told;

    Reason(String words, boolean told) {
        this.words = words;
        this.told = told;
    }

    public String words() {
        return words;
    }

    /** Whether it is a reason to tell. */
    public boolean isTold() {
        return told;
    }

    @Override
    public String toString() {
        return words;
    }
}
