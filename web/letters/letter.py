"""A letter: the words of a notice or a link, from the template letters/<kind>.txt in the reader's language.

The first line of a template is the subject; what follows is the letter, in paragraphs of plain text. It knows every
name of the notice's detail, and `site`, the address of the site without a slash at the end. letters/foot.txt ends each
mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

#: The template of a kind that has none of its own: better a word too few than a mail that is never sent.
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and the text under it."""

    subject: str
    body: str


def goes_out() -> bool:
    """Whether this site mails letters at all: it has a mail server (PLURIVOX_EMAIL), and does not throw them away."""
    return settings.EMAIL_BACKEND != "django.core.mail.backends.dummy.EmailBackend"


def write(kind: str, language: str, **facts: Any) -> Letter:
    """The letter of this kind, in this language or the site's own."""
    known = dict(settings.LANGUAGES)
    with translation.override(language if language in known else settings.LANGUAGE_CODE):
        subject, _, body = _rendered(kind, facts).strip().partition("\n")
    return Letter(subject.strip(), body.strip())


def send(letter: Letter, to: str, language: str, key: str, foot: str = "foot") -> None:
    """Hand the letter over to the mail server. `key` names it, so that one sent twice after a crash is told as one.

    `foot` is the kind of what ends it: who has no account is told something else than who has.
    """
    under = write(foot, language)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    EmailMessage(
        letter.subject,
        f"{letter.body}\n\n-- \n{under.subject}\n{under.body}\n",
        to=[to],
        headers={"Message-ID": f"<{key}@{domain}>", "Auto-Submitted": "auto-generated"},
    ).send()


def _rendered(kind: str, facts: dict[str, Any]) -> str:
    try:
        template = get_template(f"letters/{kind}.txt")
    except TemplateDoesNotExist:
        template = get_template(f"letters/{PLAIN}.txt")
    # Plain text: an ampersand is no entity. The wrapper of a backend would escape.
    context = Context({"site": settings.ADDRESS, **facts}, autoescape=False)
    return str(template.template.render(context))  # type: ignore[attr-defined]
