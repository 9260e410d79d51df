"""The tables of search in PostgreSQL (web/finding/postgresql). On SQLite nothing is made: its engine is embedded."""

from django.db import migrations

SHARED = """
CREATE SEQUENCE finding_version;
CREATE SEQUENCE finding_number AS integer;
CREATE TABLE finding_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    live text NOT NULL CHECK (live IN ('a', 'b')),
    version bigint NOT NULL,
    model text NOT NULL,
    questions integer NOT NULL CHECK (questions >= 0),
    question_words bigint NOT NULL,
    said integer NOT NULL CHECK (said >= 0),
    said_words bigint NOT NULL
);
INSERT INTO finding_state VALUES (true, 'a', nextval('finding_version'), '', 0, 0, 0, 0);
CREATE TABLE finding_changed (question text PRIMARY KEY, version bigint NOT NULL);
"""

#: One set of tables. Rows are sorted words, numbers and ids: nothing from which a text could be shown.
SET = """
CREATE TABLE ~question (
    number integer PRIMARY KEY,
    question text NOT NULL UNIQUE,
    side smallint NOT NULL,
    subjects text[] NOT NULL,
    tags text[] NOT NULL,
    stems text[] NOT NULL,
    words integer[] NOT NULL,
    times bytea NOT NULL,
    length integer NOT NULL,
    said integer NOT NULL
);
CREATE INDEX ~question_words ON ~question USING gin (words) WITH (fastupdate = off);
CREATE INDEX ~question_subjects ON ~question USING gin (subjects) WITH (fastupdate = off);
CREATE INDEX ~question_tags ON ~question USING gin (tags) WITH (fastupdate = off);
CREATE TABLE ~said (
    number integer PRIMARY KEY,
    question integer NOT NULL,
    said text NOT NULL,
    voice text NOT NULL,
    words integer[] NOT NULL,
    times bytea NOT NULL,
    length integer NOT NULL
);
CREATE INDEX ~said_question ON ~said (question);
CREATE INDEX ~said_words ON ~said USING gin (words) WITH (fastupdate = off);
CREATE TABLE ~question_vector (
    number integer PRIMARY KEY, list integer NOT NULL, sketch bytea NOT NULL, vector bytea NOT NULL
);
CREATE INDEX ~question_vector_list ON ~question_vector (list);
CREATE TABLE ~said_vector (
    number integer PRIMARY KEY,
    question integer NOT NULL,
    list integer NOT NULL,
    sketch bytea NOT NULL,
    vector bytea NOT NULL
);
CREATE INDEX ~said_vector_list ON ~said_vector (list);
CREATE INDEX ~said_vector_question ON ~said_vector (question);
CREATE TABLE ~word (
    word text PRIMARY KEY, number integer NOT NULL UNIQUE, questions integer NOT NULL, said integer NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE ~stem (stem text PRIMARY KEY, questions integer NOT NULL, version bigint NOT NULL);
CREATE INDEX ~stem_version ON ~stem (version);
CREATE TABLE ~subject (subject text PRIMARY KEY, questions integer NOT NULL, version bigint NOT NULL);
CREATE INDEX ~subject_version ON ~subject (version);
CREATE TABLE ~centres (kind text PRIMARY KEY, made bigint NOT NULL, centres bytea NOT NULL, mean bytea NOT NULL);
"""

GONE = """
DROP TABLE finding_state, finding_changed;
DROP SEQUENCE finding_version, finding_number;
"""
SET_GONE = """
DROP TABLE ~question, ~said, ~question_vector, ~said_vector, ~word, ~stem, ~subject, ~centres;
"""


def made(apps, editor):
    if editor.connection.vendor == "postgresql":
        for text in (SHARED, SET.replace("~", "finding_a_"), SET.replace("~", "finding_b_")):
            editor.execute(text)


def gone(apps, editor):
    if editor.connection.vendor == "postgresql":
        for text in (GONE, SET_GONE.replace("~", "finding_a_"), SET_GONE.replace("~", "finding_b_")):
            editor.execute(text)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(made, gone)]
