"""What the database itself refuses: a changed or deleted report or status, a note written anew, a step left out."""

from django.db import migrations

FACTS = "question_id, kind, line, point, statements, input_digest, engine, reason, submission, made_at"
NEXT = "NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM report_status WHERE report_id = NEW.report_id), 0)"

# name -> (table, event, condition under which the row is refused, sentence)
GUARDS = {
    "line_report_never_changed": ("line_report", f"UPDATE OF {FACTS}", "1 = 1", "a report is never changed"),
    "line_report_note_only_erased": (
        "line_report",
        "UPDATE OF note, erased_at, erased_by_id",
        "NEW.note <> '' OR OLD.erased_at IS NOT NULL",
        "a note can only be erased, once",
    ),
    "line_report_never_deleted": ("line_report", "DELETE", "1 = 1", "a report is never deleted"),
    "report_status_never_changed": ("report_status", "UPDATE", "1 = 1", "a status is never changed"),
    "report_status_never_deleted": ("report_status", "DELETE", "1 = 1", "a status is never deleted"),
    "report_status_comes_next": ("report_status", "INSERT", NEXT, "a status follows the last one"),
}
EMPTIED = ("line_report", "report_status")


def set_up(apps, editor):
    for name, (table, event, condition, sentence) in GUARDS.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
            continue
        row = "OLD" if event == "DELETE" else "NEW"
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {row}; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    if editor.connection.vendor != "sqlite":
        for table in EMPTIED:
            editor.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_deleted()"
            )


def take_down(apps, editor):
    for name in GUARDS:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
        else:
            editor.execute(f"DROP FUNCTION {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("review", "0002_line_reports")]
    operations = [migrations.RunPython(set_up, take_down)]
