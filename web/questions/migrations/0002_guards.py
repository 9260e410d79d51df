"""What the database itself refuses: a changed or deleted revision, a new name under an answer, a foreign revision."""

from django.db import migrations

SQLITE = {
    "revision_never_changed": """
        CREATE TRIGGER revision_never_changed BEFORE UPDATE ON revision
        BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END""",
    "revision_never_deleted": """
        CREATE TRIGGER revision_never_deleted BEFORE DELETE ON revision
        BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END""",
    "revision_by_author": """
        CREATE TRIGGER revision_by_author BEFORE INSERT ON revision
        WHEN NEW.author_id IS NOT (SELECT author_id FROM answer WHERE id = NEW.answer_id)
        BEGIN SELECT RAISE(ABORT, 'a revision has the author of its answer'); END""",
    "answer_keeps_author": """
        CREATE TRIGGER answer_keeps_author BEFORE UPDATE OF author_id ON answer
        WHEN OLD.author_id IS NOT NULL AND NEW.author_id IS NOT OLD.author_id
        BEGIN SELECT RAISE(ABORT, 'an answer keeps its author'); END""",
    "answer_starts_unpublished": """
        CREATE TRIGGER answer_starts_unpublished BEFORE INSERT ON answer WHEN NEW.live_id IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'an answer is published after it is stored'); END""",
    "answer_shows_own_revision": """
        CREATE TRIGGER answer_shows_own_revision BEFORE UPDATE OF live_id, author_id ON answer
        WHEN NEW.live_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM revision r
            WHERE r.id = NEW.live_id AND r.answer_id = NEW.id AND r.author_id = NEW.author_id)
        BEGIN SELECT RAISE(ABORT, 'an answer shows its own revision, by its own author'); END""",
}

# name -> (table, events, condition under which the row is refused, sentence)
POSTGRESQL = {
    "revision_never_changed": ("revision", "UPDATE", "TRUE", "a revision is never changed"),
    "revision_never_deleted": ("revision", "DELETE", "TRUE", "a revision is never deleted"),
    "revision_by_author": (
        "revision",
        "INSERT",
        "NEW.author_id IS DISTINCT FROM (SELECT author_id FROM answer WHERE id = NEW.answer_id)",
        "a revision has the author of its answer",
    ),
    "answer_keeps_author": (
        "answer",
        "UPDATE",
        "OLD.author_id IS NOT NULL AND NEW.author_id IS DISTINCT FROM OLD.author_id",
        "an answer keeps its author",
    ),
    "answer_starts_unpublished": (
        "answer",
        "INSERT",
        "NEW.live_id IS NOT NULL",
        "an answer is published after it is stored",
    ),
    "answer_shows_own_revision": (
        "answer",
        "UPDATE",
        "NEW.live_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM revision r "
        "WHERE r.id = NEW.live_id AND r.answer_id = NEW.id AND r.author_id = NEW.author_id)",
        "an answer shows its own revision, by its own author",
    ),
}


def set_up(apps, editor):
    if editor.connection.vendor == "sqlite":
        for sql in SQLITE.values():
            editor.execute(sql)
        return
    for name, (table, event, condition, sentence) in POSTGRESQL.items():
        row = "OLD" if event == "DELETE" else "NEW"
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {row}; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    editor.execute(
        "CREATE TRIGGER revision_never_emptied BEFORE TRUNCATE ON revision "
        "FOR EACH STATEMENT EXECUTE FUNCTION revision_never_deleted()"
    )


def take_down(apps, editor):
    if editor.connection.vendor == "sqlite":
        for name in SQLITE:
            editor.execute(f"DROP TRIGGER {name}")
        return
    for name in POSTGRESQL:
        editor.execute(f"DROP FUNCTION {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]
    operations = [migrations.RunPython(set_up, take_down)]
