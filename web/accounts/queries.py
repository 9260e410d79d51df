"""The only functions that read accounts for others."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from web.accounts.models import Account, Grant

#: What a second factor can be here. Recovery codes stand beside one and are none by themselves.
FACTOR = Authenticator.Type.TOTP


def named(name: str) -> Account | None:
    """The account of this name or address, however its letters are written; None when there is none."""
    if not name:
        return None
    found = Account.objects.filter(Q(username__iexact=name) | Q(email__iexact=name))[:2]
    exact = [account for account in found if account.username.casefold() == name.casefold()] or list(found)
    return exact[0] if exact else None


def accounts(words: str = "") -> QuerySet[Account]:
    """Every account whose name or address holds these words, with the roles it holds now."""
    found = Account.objects.all()
    if words:
        found = found.filter(Q(username__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words))
    now = Grant.objects.filter(ended_at__isnull=True).select_related("topic").order_by("pk")
    return found.order_by("username").prefetch_related(Prefetch("grants", now, to_attr="held"))


def with_factor(pks: list[int]) -> set[int]:
    """Which of these accounts have a second factor."""
    return set(Authenticator.objects.filter(user__in=pks, type=FACTOR).values_list("user", flat=True))


def has_factor(account: Account) -> bool:
    """Whether this account has a second factor."""
    return account.pk in with_factor([account.pk])


def recovery_codes(account: Account) -> tuple[tuple[str, ...], bool]:
    """The recovery codes that were not used yet, and whether their owner has said that they keep them."""
    row = Authenticator.objects.filter(user=account.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None:
        return (), False
    return tuple(row.wrap().get_unused_codes()), bool(row.data.get("viewed_at"))


def grant(account: Account, number: int) -> Grant | None:
    """This role of this account, held or ended; None when it has none of that number."""
    return Grant.objects.filter(account=account.pk, pk=number).first()


def topic(slug: str) -> int:
    """The number of the topic of this slug. Raises ValidationError when there is none."""
    topics = Grant._meta.get_field("topic").related_model
    number = topics.objects.filter(slug=slug).values_list("pk", flat=True).first()  # type: ignore[union-attr]
    if number is None:
        raise ValidationError(_("There is no topic of the slug %(slug)s.") % {"slug": slug}, code="topic-unknown")
    return int(number)
