"""The search engine for a site that has outgrown one machine: in the site's own PostgreSQL, beside what it finds.

    listing -> rows          what it is found by, as rows: never its text
            -> writing       add and remove: one transaction each; building: a whole library beside the one that is live
    message -> knowledge     words and subjects of the library, held in each process, for reading the message
            -> drawing       PostgreSQL proposes a bounded number of questions, drawn as a segment of plurivox.search
            -> plurivox.search scores, orders and explains them, as it does for the embedded engine

There are two sets of tables, a and b; `finding_state` says which one is live. Needs no extension. See docs/adr/0019.
"""

from web.finding.postgresql.engine import PostgresqlEngine

__all__ = ["PostgresqlEngine"]
