package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.offer.InvalidInput;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions to a person at a terminal, each asked until the answer is valid. */
record Prompts(BufferedReader in, PrintWriter out, Terminal.Echo echo) {
    interface Reading<T> {
        /**
         * Reads an answer.
         *
         * @throws InvalidInput when it is wrong, which is shown before it is asked again
         */
        T of(String answer) throws InterruptedException;
    }

    /**
     * Asks.
     *
     * @param otherwise what an empty answer means; empty where there must be one
     * @throws EOFException when the answers end
     */
    <T> T ask(String question, String otherwise, Reading<T> reading) throws IOException, InterruptedException {
        while (true) {
            String line = answer(question + (otherwise.isEmpty() ? ": " : " [" + otherwise + "]: "));
            String answer = line.isBlank() ? otherwise : line.strip();
            try {
                if (!answer.isEmpty()) {
                    return reading.of(answer);
                }
            } catch (InvalidInput invalidInput) {
                out.println("  " + invalidInput.withAdvice().replace("\n", "\n  "));
            }
        }
    }

    /**
     * Asks for a secret, which the terminal does not show; empty where there is none, or where the terminal cannot hide
     * it.
     */
    Optional<String> secret(String question, Reading<String> reading) throws IOException, InterruptedException {
        while (true) {
            Thread restore = new Thread(echo::on);
            if (!echo.off()) {
                out.println(question + ": not asked, because this terminal would show it");
                return Optional.empty();
            }
            Runtime.getRuntime().addShutdownHook(restore);
            try {
                String answer = answer(question + " (hidden; empty for none): ").strip();
                out.println();
                return answer.isEmpty() ? Optional.empty() : Optional.of(reading.of(answer));
            } catch (InvalidInput invalidInput) {
                out.println("  " + invalidInput.withAdvice().replace("\n", "\n  "));
            } finally {
                echo.on();
                Runtime.getRuntime().removeShutdownHook(restore);
            }
        }
    }

    private String answer(String prompt) throws IOException {
        out.print(prompt);
        out.flush();
        @Nullable String line = in.readLine();
        if (line == null) {
            out.println();
            throw new EOFException("the input ended before all questions were answered; nothing was written");
        }
        return line;
    }
}
