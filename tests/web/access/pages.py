"""What the public reads: everybody is answered, and nothing is taken but a report."""

from tests.web.access.world import EVERYBODY, SIGNED_IN, Row

ROWS = {
    **{
        name: Row(EVERYBODY)
        for name in (
            "home",
            "home.json",
            "topics",
            "topics.json",
            "search",
            "search.json",
            "suggest",
            "about",
            "method",
            "method.json",
            "corrections",
            "corrections.json",
            "health",
        )
    },
    **{
        name: Row(EVERYBODY, None, lambda w: (w.question,))
        for name in ("question", "question.json", "changes", "changes.json")
    },
    **{name: Row(EVERYBODY, None, lambda w: (w.own_expert,)) for name in ("expert", "expert.json")},
    **{name: Row(EVERYBODY, None, lambda w: (w.topic,)) for name in ("topic", "topic.json")},
    "home-es": Row(EVERYBODY, EVERYBODY),  # leads on whatever the method
    "question@nothing": Row(EVERYBODY, None, lambda w: ("nothing",), there=False),
    "text": Row(EVERYBODY, None, lambda w: (w.text_sha256,)),
    "report": Row(EVERYBODY, EVERYBODY, lambda w: (w.question,), there=False),  # it names no line
    "reported": Row(EVERYBODY, None, lambda w: (w.question,)),
    "desk": Row(EVERYBODY),
    "desk-home": Row(SIGNED_IN),
}
