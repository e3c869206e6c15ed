package io.github.vastwatch.notify;

import io.github.vastwatch.vast.Secret;

/** How a channel logs in to its mail server. */
public sealed interface Login {
    String user();

    /** What proves that it is the user. */
    String secret();

    /**
     * A name and a password.
     *
     * @param password empty where the variable that holds it is not set
     */
    record Password(String user, Secret password) implements Login {
        @Override
        public String secret() {
            return password.reveal();
        }
    }
}
