"""What the sides of a question are called, and what each means: part of the closed catalogue of our words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from plurivox.model import Facet

#: Facet -> (name, what it means in one plain line)
FACETS = {
    Facet.OVERVIEW: (_("What it is"), _("A plain description of the condition or the subject.")),
    Facet.CAUSES: (_("Causes"), _("What brings it about.")),
    Facet.RISK_FACTORS: (_("Who is at risk"), _("What makes it more likely, and for whom.")),
    Facet.INHERITANCE: (_("Inheritance"), _("Whether and how it runs in families.")),
    Facet.FREQUENCY: (_("How common it is"), _("How many people have it.")),
    Facet.SYMPTOMS: (_("Signs and symptoms"), _("What a person may notice.")),
    Facet.STAGES: (_("Stages"), _("How far it has gone, and what the stages are called.")),
    Facet.DIAGNOSIS: (_("Diagnosis"), _("How doctors find out what it is.")),
    Facet.SCREENING: (_("Screening"), _("Tests for people who have no symptoms.")),
    Facet.TREATMENTS: (_("Treatment"), _("What can be done about it.")),
    Facet.SIDE_EFFECTS: (_("Side effects"), _("Unwanted effects of a treatment.")),
    Facet.SELF_CARE: (_("What you can do yourself"), _("Measures at home.")),
    Facet.PREVENTION: (_("Prevention"), _("How to make it less likely.")),
    Facet.PROGNOSIS: (_("Outlook"), _("How it usually goes on, and for how long.")),
    Facet.COMPLICATIONS: (_("Complications"), _("Further harm that it can lead to.")),
    Facet.PREGNANCY: (_("Pregnancy"), _("What it means before, during and after pregnancy.")),
    Facet.SEE_DOCTOR: (_("When to seek help"), _("Signs that call for a doctor, and how soon.")),
    Facet.LIVING_WITH: (_("Living with it"), _("Everyday life, work, feelings and support.")),
    Facet.RESEARCH: (_("Research"), _("Studies, and what is not yet known.")),
    Facet.COST: (_("Cost and access"), _("What it costs, and how to get it.")),
    Facet.OTHER: (_("Other points"), _("Points that belong to none of the headings above.")),
}
