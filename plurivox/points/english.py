"""Whether an answer is in English, the language that the matcher and the rules are made for.

Part of step 4. In any other language "no" is not heard: "No tome ibuprofeno" and "Tome ibuprofeno" would be one point.
Told by words that carry no matter, not by names: needs evidence for another language, or letters that English has not.
"""

from __future__ import annotations

from plurivox.pairs.words import WORD, listed

#: Function words of English, and of its neighbours (Spanish, French, German, Portuguese, Italian, Dutch, Polish,
#: Swedish); none that is a word of English too, or a part of names ("de", "von").
ENGLISH = frozenset(
    listed(
        """
        the of and to in is that for it with are be this on by or not from which can may have has you your if when as
        at an was were will there they their these should do does
        """
    )
)
OTHERS = frozenset(
    listed(
        """
        el los las una uno unos del que por para con sin más puede pueden si su sus es está están como pero cuando
        durante desde hasta muy este esta
        les une des du est sont dans pour pas avec sur plus vous votre ne qui être peut cette ces aux par mais
        der das den dem ein eine einen und ist sind nicht mit für auf sie wird oder auch bei sich nach wenn können
        os um uma não com são pode mais você seu sua quando pelo pela
        il lo gli di che non per sono può anche più dei della delle nel
        het een van niet voor met zijn wordt kunnen deze
        nie jest się oraz przy może jako
        och att som är inte kan ska av för
        """
    )
)

#: Fewer function words of other languages than this are a quotation or a name.
FEWEST = 2


def foreign(text: str) -> bool:
    """Whether a text speaks another language: most letters are not Latin, or its function words are not English.

    >>> foreign("No tome ibuprofeno durante el embarazo."), foreign("Do not take ibuprofen in pregnancy.")
    (True, False)
    """
    letters = [character for character in text if character.isalpha()]
    if sum(character > "\u024f" for character in letters) * 2 > len(letters):
        return True
    found = [word.lower() for word in WORD.findall(text)]
    others = sum(word in OTHERS for word in found)
    return others >= FEWEST and others > sum(word in ENGLISH for word in found)
