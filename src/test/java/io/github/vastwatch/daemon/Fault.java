package io.github.vastwatch.daemon;

/** How a receiver fails. */
enum Fault {
    ANSWERS_500,
    HANGS,
    CUTS_THE_CONNECTION,
    ANSWERS_GARBAGE,
    ANSWERS_AFTER_THE_TIMEOUT
}
