"""Step 5: how two statements stand: same, qualifies, opposes, cannot be compared, unrelated; and which words decided.

`judge` takes any two sentences; `relate` finds the few pairs of a comparison that a reader must see. Never lists two
statements of one voice, and never takes a contrast word for an opposition. The words are data (cues.toml), the codes of
the reasons a closed list (`Rule`, `EXPLANATIONS`), the trained part a pinned file (trees.json). `doubts` are pairs that
may be opposed, for reviewers alone.
"""

from plurivox.relations.apart import apart
from plurivox.relations.doubts import doubts
from plurivox.relations.pairs import judge, relate
from plurivox.relations.rules import EXPLANATIONS, Rule

__all__ = ["EXPLANATIONS", "Rule", "apart", "doubts", "judge", "relate"]
