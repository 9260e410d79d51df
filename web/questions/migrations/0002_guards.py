"""What the database refuses: changed words, a new name under an answer, a foreign revision, a quote that is none."""

from django.db import migrations

from web.guards import Guard, guarded, never_changed, numbered

GUARDS = {
    **never_changed("revision", "a revision"),
    **numbered("revision", "answer_id", "a revision"),
    "revision_by_author": Guard(
        "revision",
        "INSERT",
        "NEW.author_id IS DISTINCT FROM (SELECT author_id FROM answer WHERE id = NEW.answer_id)",
        "a revision has the author of its answer",
    ),
    "answer_keeps_author": Guard(
        "answer",
        "UPDATE OF author_id",
        "OLD.author_id IS NOT NULL AND NEW.author_id IS DISTINCT FROM OLD.author_id",
        "an answer keeps its author",
    ),
    "answer_starts_unpublished": Guard(
        "answer", "INSERT", "NEW.live_id IS NOT NULL", "an answer is published after it is stored"
    ),
    "answer_shows_own_revision": Guard(
        "answer",
        "UPDATE OF live_id, author_id",
        "NEW.live_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM revision r "
        "WHERE r.id = NEW.live_id AND r.answer_id = NEW.id AND r.author_id = NEW.author_id)",
        "an answer shows its own revision, by its own author",
    ),
    "answer_of_nobody_suspended": Guard(
        "answer",
        "UPDATE OF live_id",
        "NEW.live_id IS NOT NULL AND (SELECT suspended_at FROM expert WHERE id = NEW.author_id) IS NOT NULL",
        "nothing of a suspended expert is published",
    ),
    "expert_taken_back_first": Guard(
        "expert",
        "UPDATE OF suspended_at",
        "NEW.suspended_at IS NOT NULL AND EXISTS (SELECT 1 FROM answer a WHERE a.author_id = NEW.id "
        "AND a.live_id IS NOT NULL)",
        "what a suspended expert said is taken back first",
    ),
    **never_changed("answer_status", "a state of an answer"),
    **numbered("answer_status", "answer_id", "a state of an answer"),
    **never_changed("statement", "a statement"),
    "statement_is_a_slice": Guard(
        "statement",
        "INSERT",
        "NEW.exact IS DISTINCT FROM (SELECT substr(r.body, NEW.start + 1, NEW.\"end\" - NEW.start) FROM revision r "
        "WHERE r.id = NEW.revision_id)",
        "a statement is an exact slice of its revision",
    ),
    "statement_by_author": Guard(
        "statement",
        "INSERT",
        "NEW.author_id IS DISTINCT FROM (SELECT author_id FROM revision WHERE id = NEW.revision_id)",
        "a statement has the author of its revision",
    ),
}


class Migration(migrations.Migration):
    dependencies = [('questions', '0001_initial')]
    operations = [guarded(GUARDS)]
