package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import java.util.List;
import java.util.Optional;

/** Finds the search in a pasted text: a link, a Python call, a request's JSON, a command, a query alone. */
public final class PastedText {
    private PastedText() {}

    /**
     * Reads a pasted text.
     *
     * @throws InvalidInput when it is not a search, naming the word that stopped it
     */
    public static PastedSearch read(String text) {
        if (SearchLink.isOne(text)) {
            return SearchLink.read(text).cleaned();
        }
        Optional<PastedSearch> python = PythonCall.in(text);
        if (python.isPresent()) {
            return python.get().cleaned();
        }
        return RequestBody.isIn(text) ? RequestBody.read(text).cleaned() : command(ShellText.commands(text));
    }

    /** Reads a command that the shell has cut into words already. */
    public static PastedSearch read(List<String> words) {
        return command(List.of(new ShellText.Command(words, List.of())));
    }

    private static PastedSearch command(List<ShellText.Command> commands) {
        return VendorCommand.in(commands)
                .or(() -> commands.stream().findFirst().flatMap(PastedText::query))
                .orElseThrow(() -> new InvalidInput(
                        "this is not a vastai search offers"
                                + commands.stream()
                                        .findFirst()
                                        .map(command -> ": it begins with '"
                                                + PastedSearch.shown(
                                                        command.words().get(0)) + "'")
                                        .orElse(""),
                        "paste a vastai search offers, a link to the search page, or a request's JSON"))
                .cleaned();
    }

    /** A query alone, as it stands in a command. */
    private static Optional<PastedSearch> query(ShellText.Command command) {
        String text = String.join(" ", command.words());
        return Field.named(text.replaceFirst("(?s)[^A-Za-z0-9_].*", ""))
                .map(field -> VendorCommand.read(List.of("search", "offers", text)));
    }
}
