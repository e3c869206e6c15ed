package io.github.vastwatch.store;

import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements about what the daemon plans to ask. */
final class Plans {
    private Plans() {}

    static void replace(Handle handle, List<PlanStatus> plan) {
        handle.execute("delete from planned_question");
        PreparedBatch batch = handle.prepareBatch("insert into planned_question"
                + " (purpose, question, watches, rows, asked_ms, given_ms)"
                + " values (:purpose, :question, :watches, :rows, :asked, :given)");
        plan.forEach(each -> batch.bind("purpose", each.purpose())
                .bind("question", each.question())
                // A watch's name holds no blank.
                .bind("watches", String.join(" ", each.watches()))
                .bind("rows", each.rows())
                .bind("asked", each.asked().toMillis())
                .bind("given", each.given().toMillis())
                .add());
        batch.execute();
    }

    static List<PlanStatus> all(Handle handle) {
        return handle.createQuery("select * from planned_question order by number")
                .map((row, context) -> new PlanStatus(
                        row.getString("purpose"),
                        row.getString("question"),
                        List.of(row.getString("watches").split(" ")),
                        row.getDouble("rows"),
                        Duration.ofMillis(row.getLong("asked_ms")),
                        Duration.ofMillis(row.getLong("given_ms"))))
                .list();
    }
}
