"""How alike two statements are, in many small figures: the features that points and relations judge by.

Step 4's eyes. `describe` looks at every pair of statements of different voices that has anything in common and says
how many words they share, how rare these are, how near their vectors stand, whether one is the other's best
counterpart, and what sets near ones apart. Never judges, and never looks at a figure that depends on the order of the
answers.
"""

from plurivox.pairs.description import NEAR, Pairs, describe

__all__ = ["NEAR", "Pairs", "describe"]
