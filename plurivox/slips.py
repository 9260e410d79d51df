"""Slips of the pen between two words. It knows no vocabulary: which word was meant is for others to say."""

from __future__ import annotations


def slips(one: str, other: str) -> int:
    """Letters put in, left out, changed or turned round with the next (Damerau 1964, each letter touched once).

    >>> slips("siezure", "seizure"), slips("diahrrea", "diarrhea"), slips("chess", "chest")
    (1, 2, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
