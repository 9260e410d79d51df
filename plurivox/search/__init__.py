"""Find the right answered question for how people really ask, the statement inside it, or say that there is none yet.

    message -> query.read()      what it asks: names, words, side; slips mended; explained in words
            -> candidates.find() by words, by subject, by meaning, by statements; each bounded
            -> ranking           weighed together
            -> Results           ids, scores and reasons; the site fetches the texts that may be shown now

`Index` is the embedded engine; `SearchEngine` is what any engine must do. Never holds a text that could be shown, never
asks a clock, network or database.
"""

from plurivox.search.disk import open_folder, save, version
from plurivox.search.duplicates import answered_by, same_question
from plurivox.search.engine import Answered, Because, Found, Results, SearchEngine, Similar, Why
from plurivox.search.index import Index
from plurivox.search.listing import Listing, Said
from plurivox.search.query import Made, Query, Reading

__all__ = [
    "Answered", "Because", "Found", "Index", "Listing", "Made", "Query", "Reading", "Results", "Said", "SearchEngine",
    "Similar", "Why", "answered_by", "open_folder", "same_question", "save", "version",
]  # fmt: skip
