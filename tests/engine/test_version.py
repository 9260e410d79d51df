"""The engine's version: a comparison that comes out otherwise comes from another version."""

import hashlib
import json
import os
from pathlib import Path

from plurivox import answers, records, sources
from plurivox.compare import compare
from plurivox.model import ENGINE_VERSION

HERE = Path(__file__).parent
PINNED = HERE / "version.json"


def test_version_changes_with_what_comparisons_say() -> None:
    """Sites compare anew when the version changes, so a changed result under the same version would stay unseen.

    When this fails and the change is meant: raise `ENGINE_VERSION` in plurivox/model.py, then run this test once with
    PLURIVOX_PIN=1, which writes the new hash beside it.
    """
    library = sources.read_path(HERE.parents[1] / "web" / "samples" / "library.jsonl")
    said = [records.freeze(compare(e.question, e.answers)) for e in answers.admit(library)]
    for comparison in said:
        del comparison["engine"], comparison["input_digest"]
    found = {"version": ENGINE_VERSION, "sha256": hashlib.sha256(json.dumps(said).encode()).hexdigest()}
    if os.environ.get("PLURIVOX_PIN"):
        PINNED.write_text(json.dumps(found) + "\n", encoding="utf-8")
    assert json.loads(PINNED.read_text(encoding="utf-8")) == found
