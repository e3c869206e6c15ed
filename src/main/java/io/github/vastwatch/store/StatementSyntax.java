package io.github.vastwatch.store;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * How statements name parameters: {@code :name}, {@code :name.part}, {@code ?}, and {@code <name>} for a list. Jdbi's own
 * parser knows these and more, but sets up a lexer, which takes a twentieth of the time to start.
 */
final class StatementSyntax implements SqlParser, TemplateEngine {
    private static final Pattern LIST = Pattern.compile("<(\\w+)>");
    /** Also what only looks like one: in a text, and the cast of PostgreSQL. */
    private static final Pattern PARAMETER = Pattern.compile("'[^']*'|::|:([\\w.]+)|\\?");

    private StatementSyntax() {}

    static Jdbi register(Jdbi jdbi) {
        StatementSyntax syntax = new StatementSyntax();
        jdbi.setSqlParser(syntax);
        jdbi.setTemplateEngine(syntax);
        return jdbi;
    }

    @Override
    public String render(String template, StatementContext context) {
        return LIST.matcher(template)
                .replaceAll(list -> Matcher.quoteReplacement(Objects.requireNonNull(context.getAttribute(list.group(1)))
                        .toString()));
    }

    @Override
    public ParsedSql parse(String sql, StatementContext context) {
        ParsedSql.Builder parsed = ParsedSql.builder();
        int end = 0;
        for (Matcher found = PARAMETER.matcher(sql); found.find(); ) {
            boolean isNamed = found.group(1) != null;
            if (isNamed || found.group().equals("?")) {
                parsed.append(sql.substring(end, found.start()));
                parsed = isNamed ? parsed.appendNamedParameter(found.group(1)) : parsed.appendPositionalParameter();
                end = found.end();
            }
        }
        return parsed.append(sql.substring(end)).build();
    }

    @Override
    public String nameParameter(String name, StatementContext context) {
        return ":" + name;
    }
}
