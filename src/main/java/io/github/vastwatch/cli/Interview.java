package io.github.vastwatch.cli;

import io.github.vastwatch.offer.Mistake;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Questions to a person at a terminal, each asked until the answer can be meant. */
record Interview(BufferedReader in, PrintWriter out) {
    interface Reading<T> {
        /**
         * Reads an answer.
         *
         * @throws Mistake when it is wrong, which is shown before it is asked again
         */
        T of(String answer) throws InterruptedException;
    }

    /**
     * Asks.
     *
     * @param otherwise what an empty answer means; empty where there must be one
     * @throws EOFException when nobody answers any more
     */
    <T> T ask(String question, String otherwise, Reading<T> reading) throws IOException, InterruptedException {
        while (true) {
            out.print(question + (otherwise.isEmpty() ? ": " : " [" + otherwise + "]: "));
            out.flush();
            @Nullable String line = in.readLine();
            if (line == null) {
                out.println();
                throw new EOFException("there were no more answers; nothing was written");
            }
            String answer = line.isBlank() ? otherwise : line.strip();
            try {
                if (!answer.isEmpty()) {
                    return reading.of(answer);
                }
            } catch (Mistake mistake) {
                out.println("  " + mistake.explained().replace("\n", "\n  "));
            }
        }
    }
}
