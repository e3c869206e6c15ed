package io.github.vastwatch.cli.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FieldsCommandTest {

    /** When this fails: {@code vastwatch fields --format markdown} prints the table that belongs there. */
    @Test
    void theTableOfTheDocumentationIsTheOneOfTheProgram() throws Exception {
        String page = Files.readString(Path.of("docs", "query.md"));

        assertThat(page.substring(page.indexOf("| field |"))).isEqualTo(FieldsCommand.markdown());
    }
}
