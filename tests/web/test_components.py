"""Parts that many pages share: the way to other pages, a field of a form, and what is wrong with a form."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
from selectolax.lexbor import LexborHTMLParser

CHOICES = [("a", "Apple"), ("b", "Pear")]


class Every(forms.Form):
    """A field of each kind; all but the trap must be filled in, and each has a hint."""

    line = forms.CharField(label="Line", help_text="On one line.")
    text = forms.CharField(label="Text", help_text="On many.", widget=forms.Textarea)
    one = forms.ChoiceField(label="One", help_text="Of a list.", choices=CHOICES)
    seen = forms.ChoiceField(label="Seen", help_text="Of all in view.", choices=CHOICES, widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(
        label="Some", help_text="Or all.", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="Agree", help_text="Or not.")
    homepage = forms.CharField(required=False)

    def clean_homepage(self) -> str:
        raise forms.ValidationError("Not by hand.")

    def clean(self) -> None:
        raise forms.ValidationError("Not together.")


def rendered(template: str, **shown: object) -> LexborHTMLParser:
    return LexborHTMLParser(render_to_string(f"components/{template}.html", shown))


def paging(number: int, pages: int, query: str) -> dict[str, str]:
    """Where the links to the other pages lead, by what they are to this one."""
    tree = rendered("paging", number=number, pages=pages, query=query)
    return {link.attributes["rel"] or "": link.attributes["href"] or "" for link in tree.css("nav.paging a")}


@pytest.mark.parametrize(
    ("number", "leads"),
    [
        (1, {"next": "?page=2"}),
        (2, {"prev": "?page=1", "next": "?page=3"}),
        (3, {"prev": "?page=2"}),
    ],
)
def test_a_page_leads_to_those_beside_it(number: int, leads: dict[str, str]) -> None:
    """And to none that is not there."""
    assert paging(number, 3, "") == leads


def test_the_other_pages_keep_what_was_chosen() -> None:
    """Filters and words that were searched for stay in the address."""
    assert paging(1, 2, "state=open&q=a%26b") == {"next": "?state=open&q=a%26b&page=2"}


def test_a_short_list_has_no_pages() -> None:
    """Nothing is shown where there is nowhere to go."""
    assert not paging(1, 1, "q=gout")


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("line", "label[for=id_line]"),
        ("text", "label[for=id_text]"),
        ("one", "label[for=id_one]"),
        ("seen", "fieldset#id_seen > legend"),
        ("some", "fieldset#id_some > legend"),
        ("agree", "label:has(> input#id_agree)"),
    ],
)
def test_a_field_is_tied_to_its_label_its_hint_and_what_is_wrong(name: str, named: str) -> None:
    """Whatever its kind: all three are told to who cannot see them, and stand there once."""
    form = Every({})
    tree = rendered("field", field=form[name])
    assert tree.css_first(named).text().strip() == form[name].label
    (described,) = [node for node in tree.css("[aria-describedby]") if node.id == f"id_{name}"]
    told = [
        tree.css_first(f"[id='{part}']").text() for part in (described.attributes["aria-describedby"] or "").split()
    ]
    assert told == [form[name].help_text, "This field is required."]
    assert all(node.attributes["aria-invalid"] == "true" for node in tree.css("input, textarea, select"))
    ids = [node.id for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))


def test_a_field_that_is_right_says_nothing_of_errors() -> None:
    """Nor does one that nobody has filled in yet."""
    for form in (Every(), Every({"line": "x"})):
        tree = rendered("field", field=form["line"])
        assert not tree.css(".error, [aria-invalid]")
        assert tree.css_first("input").attributes["aria-describedby"] == "id_line_helptext"


def test_people_do_not_meet_the_trap() -> None:
    """It is not seen, not read out, not reached by keyboard, and comes back empty."""
    tree = rendered("field", field=Every({"homepage": "https://example.org"})["homepage"])
    trap = tree.css_first("[aria-hidden=true].hidden input[name=homepage]")
    assert trap.attributes["tabindex"] == "-1"
    assert "value" not in trap.attributes


def test_all_that_is_wrong_stands_on_top_and_leads_to_its_field() -> None:
    """What belongs to no field, or to the trap, is said without a link."""
    more = {"refused": "Not now.", "problems": ["Row 2."], "place": "rows"}
    tree = rendered("errors", form=Every({"line": "x"}), title="Nothing was stored", **more)
    assert tree.css_first("[role=alert] h2").text() == "Nothing was stored"
    assert [node.text().strip() for node in tree.css("li:not(:has(a))")] == [
        "Not now.",
        "Not together.",
        "Not by hand.",
    ]
    leads = [link.attributes["href"] for link in tree.css("li a")]
    assert leads == ["#id_text", "#id_one", "#id_seen", "#id_some", "#id_agree", "#rows"]


def test_nothing_is_said_where_nothing_is_wrong() -> None:
    """A form that nobody sent has no summary of errors."""
    assert not rendered("errors", form=Every(), title="Nothing was stored").css("*[role]")
