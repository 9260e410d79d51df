"""What the database refuses: an edit by an author, a stance or a reply without a seat, a second look by the first."""

from django.db import migrations

from web.guards import Guard, guarded

WRITES_FOR_ONE = (
    "EXISTS (SELECT 1 FROM seat t JOIN answer a ON a.author_id = t.expert_id WHERE a.question_id = NEW.question_id "
    "AND a.live_id IS NOT NULL AND t.account_id = NEW.by_id)"
)
HAS_SEAT = "(SELECT 1 FROM seat t WHERE t.account_id = NEW.by_id AND t.ended_at IS NULL AND t.expert_id = {expert})"

GUARDS = {
    "edit_places_stay": Guard("edit", 'UPDATE OF "on", of, places', "1 = 1", "an edit is never changed"),
    "edit_by_no_author": Guard("edit", "INSERT", WRITES_FOR_ONE, "nobody edits a comparison that quotes them"),
    "stance_comes_next": Guard(
        "stance",
        "INSERT",
        "NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM stance WHERE statement_id = NEW.statement_id "
        "AND expert_id = NEW.expert_id), 0)",
        "a stance follows the last one",
    ),
    "stance_by_seat": Guard(
        "stance", "INSERT", f"NOT EXISTS {HAS_SEAT.format(expert='NEW.expert_id')}", "a stance is taken from a seat"
    ),
    "reply_words_stay": Guard("reply", "UPDATE OF statement_id, text, by_id, at", "1 = 1", "a reply is never changed"),
    "reply_decided_once": Guard("reply", "UPDATE", "OLD.decided_at IS NOT NULL", "a reply is decided on once"),
    "reply_never_deleted": Guard("reply", "DELETE", "1 = 1", "a reply is never deleted"),
    "reply_by_author": Guard(
        "reply",
        "INSERT",
        "NOT EXISTS "
        + HAS_SEAT.format(expert="(SELECT s.author_id FROM statement s WHERE s.id = NEW.statement_id)"),
        "a reply is written by who writes for the author of the statement",
    ),
    "second_look_judged_once": Guard(
        "second_look",
        "UPDATE",
        "OLD.judged_at IS NOT NULL OR NEW.edit_id <> OLD.edit_id OR NEW.at <> OLD.at",
        "a second look is taken once",
    ),
    "second_look_never_deleted": Guard("second_look", "DELETE", "1 = 1", "a second look is never deleted"),
    "second_look_by_another": Guard(
        "second_look",
        "UPDATE",
        "NEW.by_id = (SELECT e.by_id FROM edit e WHERE e.id = NEW.edit_id)",
        "a second look is taken by another reviewer",
    ),
}


class Migration(migrations.Migration):
    dependencies = [('review', '0003_edit_places'), ('experts', '0002_guards')]
    operations = [guarded(GUARDS)]
