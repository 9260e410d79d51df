"""Accounts of the desk, and the roles they hold. A reader needs none; an expert's words need none either."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do at the desk. That one writes for an expert is a seat (web/experts), not a role."""

    FACT_CHECKER = "fact-checker", _("Fact checker")
    REVIEWER = "reviewer", _("Medical reviewer")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Account(AbstractUser):
    """A person who may sign in to the desk."""

    name = models.TextField(blank=True)
    """How colleagues see them; the name they sign in with where it is empty."""
    language = models.TextField(blank=True)
    mailed = models.BooleanField(default=True)
    """Whether notices come by e-mail too."""
    frozen_until = models.DateTimeField(null=True, blank=True)
    """Until then nothing they do reaches readers: their second factor or address was changed (promise R40)."""
    wanted_email = models.EmailField(blank=True)
    """The address they asked for; theirs once they open the link that was mailed there."""
    former_email = models.EmailField(blank=True)
    """The address before the last change, which is told of that change too."""
    epoch = models.PositiveIntegerField(default=0)
    """Counts up to end every open session of the account."""

    class Meta(AbstractUser.Meta):
        db_table = "account"
        constraints = (models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="account_email_once"),)

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # The one place from which Django takes both the hash of a session and those of older secret keys.
        said = f"{self.password} {self.epoch}"
        return salted_hmac("web.accounts.session", said, secret=secret, algorithm="sha256").hexdigest()


class Grant(models.Model):
    """One role of one account, for one topic or for all. It ends; it is never changed."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.TextField(choices=Role.choices)
    topic = models.ForeignKey("questions.Topic", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    """Empty where the operator gave it from the command line."""
    at = models.DateTimeField()
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "role_grant"
        constraints = (
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known"),
            models.CheckConstraint(condition=Q(by__isnull=True) | ~Q(by=F("account")), name="grant_by_another"),
            models.UniqueConstraint(
                fields=["account", "role", "topic"], condition=Q(ended_at__isnull=True), name="grant_once_a_topic"
            ),
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=Q(ended_at__isnull=True, topic__isnull=True),
                name="grant_once_for_all",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.account_id}"
