"""The interface in English and Spanish: addresses, words, and what stays in the experts' own language."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import gettext, ngettext, override
from selectolax.lexbor import LexborHTMLParser

from tests.web.reading import words
from tests.web.situations import OURS, account, answer, entry, links, report, signed_in, store, ticket
from tests.web.words_of_the_interface import CATALOGUE, letters, pattern
from web.accounts.models import Account, Role
from web.finding import actions as finding
from web.pages.templatetags.words import day
from web.questions.models import Expert, Question
from web.review.models import LineReport

pytestmark = pytest.mark.django_db

#: What a browser of somebody who reads Spanish says.
SPANISH = {"accept-language": "es-MX,es;q=0.9"}

#: Pieces of a page, which a script puts in their place: they have no title, and name no other language.
PIECES = {"suggest", "ask-beside"}

#: Words that stand in both languages as they are: names of things and units.
ALIKE = {"Plurivox", "English", "Español"}


def tree(client: Client, address: str, status: int = 200) -> LexborHTMLParser:
    response = client.get(address)
    assert response.status_code == status, address
    return LexborHTMLParser(response.content.decode())


@pytest.fixture
def slugs(client: Client, library: list[Question]) -> dict[str, str]:
    """What stands in the addresses of public pages, by the name of the page."""
    expert = Expert.objects.first()
    return {"question": library[0].slug, "expert": expert.slug, "topic": library[0].topic.slug}


def public_patterns() -> Iterator[URLPattern]:
    """Every address that has one form for each language."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and isinstance(resolver.pattern, LocalePrefixPattern):
            yield from resolver.url_patterns


def pages(slugs: dict[str, str]) -> list[str]:
    """An address in Spanish of every public page whose arguments are known here; its twin is not a page."""
    found = []
    with override("es"):
        for each in public_patterns():
            if each.default_args.get("twin") or each.name in PIECES or set(each.pattern.converters) - {"slug"}:
                continue
            slug = slugs.get(each.name or "", slugs["question"])
            found.append(reverse(each.name, kwargs={"slug": slug} if each.pattern.converters else {}))
    return found


def shown(found: LexborHTMLParser) -> Iterator[str]:
    """The words a reader meets that are marked as being in the page's own language: texts, and what is read aloud."""
    for node in found.css("[lang]"):
        if node.tag != "html" and node.attributes["lang"] != "es":
            node.decompose()
    for node in found.css("title, body"):
        for inner in node.traverse(include_text=True):
            if inner.tag == "-text":
                yield " ".join((inner.text(deep=False) or "").split())
            else:
                yield from (inner.attributes.get(name) or "" for name in ("aria-label", "alt", "data-label"))
    yield (found.css_first("meta[name=description]").attributes["content"]) or ""


def test_no_public_page_in_spanish_speaks_english(client: Client, slugs: dict[str, str]) -> None:
    """Every address of the resolver: no text on its page is one that the catalogue knows how to say in Spanish."""
    english = [pattern(entry) for entry in CATALOGUE if entry.msgstr != entry.msgid and letters(entry.msgid) > 3]
    addresses = pages(slugs)
    with override("es"):
        form = f"{reverse('report', args=[slugs['question']])}?line=nothing"
    seen = 0
    for address in [*addresses, form, "/es/nowhere", "/es/q/nothing", "/es/search?q=pain", "/es/search?q=zzz"]:
        response = client.get(address)
        for text in shown(LexborHTMLParser(response.content.decode())):
            if not text or text in ALIKE:
                continue
            seen += 1
            assert not any(known.fullmatch(text.rstrip(" ,:")) for known in english), f"{text!r} on {address}"
    assert len(addresses) >= 9
    assert seen > 500


def desk_pages() -> Iterator[str]:
    """Every address of the desk that needs no number or name in it."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, route)
            elif route.startswith("desk/") and "<" not in route and "(" not in route:
                yield f"/{route}"

    yield from walk(get_resolver().url_patterns, "")


def test_no_page_of_the_desk_in_spanish_speaks_english(library: list[Question]) -> None:
    """For somebody with every role: no text of the frame, menu, lists and forms is left as it is said in English."""
    english = [pattern(entry) for entry in CATALOGUE if entry.msgstr != entry.msgid and letters(entry.msgid) > 3]
    somebody = account("somebody", *Role)
    Account.objects.filter(pk=somebody.pk).update(language="es")
    seen: set[str] = set()
    theirs = {text for question in library for text in (question.text, question.topic.name)}
    for address in desk_pages():
        response = signed_in(somebody).get(address)
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
            continue
        for text in shown(LexborHTMLParser(response.content.decode())):
            if text and text not in ALIKE | seen | theirs:
                seen.add(text)
                assert not any(known.fullmatch(text.rstrip(" ,:")) for known in english), f"{text!r} on {address}"
    assert len(seen) > 200


def test_every_page_says_which_language_it_is_in(client: Client, slugs: dict[str, str]) -> None:
    """On the page and in the header of the response; and no answer varies by what the browser prefers."""
    for address in pages(slugs):
        for prefix, code in (("", "es"), ("/es", "en")):
            response = client.get(address.removeprefix(prefix) or "/", headers=SPANISH)
            if response.status_code in (301, 302):
                continue
            html = LexborHTMLParser(response.content.decode()).css_first("html")
            assert html.attributes["lang"] == code == response.headers["Content-Language"], address
            assert "Accept-Language" not in response.headers.get("Vary", "")


def test_the_language_of_a_browser_moves_nobody(client: Client, slugs: dict[str, str]) -> None:
    """Accept-Language leads nowhere else: one address, one page, for everybody who shares it and for every cache."""
    for address in ("/", "/topics", f"/q/{slugs['question']}", f"/q/{slugs['question']}.json"):
        spanish, english = client.get(address, headers=SPANISH), client.get(address)
        assert (spanish.status_code, spanish.content) == (200, english.content)
    client.cookies.load({"django_language": "es"})
    assert "Skip to the content" in client.get("/").content.decode()


def test_each_page_names_the_other_and_is_named_by_it(client: Client, slugs: dict[str, str]) -> None:
    """hreflang pairs are mutual, absolute and whole, with an x-default; the link in the header leads the same way."""

    def alternates(address: str) -> dict[str, str]:
        links = tree(client, address).css("link[rel=alternate][hreflang]")
        found = [(link.attributes["hreflang"] or "", link.attributes["href"] or "") for link in links]
        assert len(found) == len(dict(found)) == 3
        return dict(found)

    whole = [address for address in pages(slugs) if client.get(address).status_code == 200]
    for address in [*whole, "/es/search?q=pain%20in%20the%20back&page=1", "/es/topics?page=2"]:
        spanish = alternates(address)
        english = "http://testserver" + (address.removeprefix("/es") or "/")
        assert spanish == {
            "en": english,
            "x-default": english,
            "es": "http://testserver" + address,
        }
        there = urlsplit(spanish["en"])
        assert alternates(f"{there.path}?{there.query}" if there.query else there.path) == spanish
        (link,) = tree(client, address).css("header a[hreflang]")
        assert (link.attributes["href"], link.attributes["lang"], words(link)) == (
            address.removeprefix("/es") or "/",
            "en",
            "English",
        )


def test_what_is_not_there_names_no_other_language(client: Client) -> None:
    """A page that is missing has no other to name; the link leads to the first page, and never to another site."""
    for address in ("/nowhere", "/es/nowhere", "//evil.example/topics", "/es//evil.example/topics"):
        response = client.get("/", PATH_INFO=address)
        assert response.status_code == 404, address
        found = LexborHTMLParser(response.content.decode())
        assert not found.css("link[hreflang]")
        (link,) = found.css("header a[hreflang]")
        assert link.attributes["href"] == ("/" if address.startswith("/es/") else "/es/")


def test_no_cookie_in_any_language(client: Client, slugs: dict[str, str]) -> None:
    """Which language somebody reads is kept nowhere (promise R46)."""
    for address in pages(slugs):
        assert not client.get(address, headers=SPANISH).cookies, address
        assert not client.get(address.removeprefix("/es") or "/", headers=SPANISH).cookies, address


def test_the_door_without_a_slash_leads_in(client: Client) -> None:
    """/es is what people type."""
    assert client.get("/es").headers["Location"] == "/es/"


def test_other_spellings_of_a_language_are_no_addresses(client: Client) -> None:
    """One page, one address: English has no prefix, and Spanish one."""
    for address in ("/en/", "/en/topics", "/es-mx/topics", "/ES/topics", "/fr/topics", "/es/desk/", "/es/healthz"):
        assert client.get(address).status_code == 404, address


def test_the_skip_link_comes_first_in_spanish(client: Client, slugs: dict[str, str]) -> None:
    """And leads to the content."""
    first = tree(client, f"/es/q/{slugs['question']}").css_first("body a")
    assert (words(first), first.attributes["href"]) == ("Ir al contenido", "#main")


def test_the_experts_words_are_marked_as_english_on_a_spanish_page(client: Client, library: list[Question]) -> None:
    """Every quote, question, topic, term and full answer: a screen reader reads them in their own language."""
    checked = 0
    for question in library:
        spanish, english = (tree(client, f"{prefix}/q/{question.slug}") for prefix in ("/es", ""))
        for kind in (
            ".quote blockquote",
            ".body",
            "h1",
            ".crumb a",
            "tbody th",
            ".why q",
            ".cards a",
            ".disclaimer.page",
        ):
            theirs = spanish.css(kind)
            assert [words(node) for node in theirs] == [words(node) for node in english.css(kind)]
            assert {node.attributes.get("lang") for node in theirs} <= {"en"}, kind
            checked += len(theirs)
        assert not english.css("main [lang]"), "on an English page nothing needs a mark"
        assert "Las respuestas están en inglés" in words(spanish.css_first("header.question"))
        assert "have not been translated" not in words(english.css_first("header.question"))
    assert checked > 400


def test_the_words_of_an_expert_are_not_translated(client: Client) -> None:
    """An answer that happens to read like a heading of ours stays as it was written."""
    given = (
        answer("a1", "Dr Ada Test", "Warning\n\nRest helps most people recover from a cold."),
        entry("x").answers[1],
    )
    (question,) = store(entry("untouched", *given))
    assert "Warning" in words(tree(client, f"/es/q/{question.slug}").css_first("#answer-a1 .body"))


def test_a_twin_keeps_its_keys_and_follows_in_its_words(client: Client, library: list[Question]) -> None:
    """The page names the twin of its own language; keys and the experts' words are the same in both."""

    def keys(value: object) -> object:
        if isinstance(value, dict):
            return {name: keys(inner) for name, inner in value.items()}
        return [keys(inner) for inner in value] if isinstance(value, list) else type(value)

    for question in library:
        page = client.get(f"/es/q/{question.slug}")
        address = page.headers["Link"].partition(">")[0].lstrip("<")
        assert address == f"/es/q/{question.slug}.json"
        spanish, english = client.get(address).json(), client.get(address.removeprefix("/es")).json()
        assert keys(spanish) == keys(english)
        assert spanish["compared"] == english["compared"]
        for card in spanish["related"]:
            assert card["reason"].startswith(("También ", "Cercana ", "Respondida ")), card
    refused = client.get("/es/q/nothing.json").json()
    assert refused["error"] == "not-found"
    assert refused["message"].startswith("No hay nada publicado")


def test_dates_and_counts_are_spelled_as_each_language_spells_them() -> None:
    """3 de mayo de 2026 and 3 May 2026; one pregunta, two preguntas."""
    for code, spelled, month in (("es", "3 de mayo de 2026", "mayo de 2026"), ("en", "3 May 2026", "May 2026")):
        with override(code):
            assert (day("2026-05-03"), day("2026-05"), day("2026"), day("soon")) == (spelled, month, "2026", "soon")


@pytest.mark.parametrize(("count", "said"), [(1, "1 pregunta encontrada"), (2, "2 preguntas encontradas")])
def test_plural_forms_are_right_in_spanish(client: Client, count: int, said: str) -> None:
    """Many take the plural, one the singular, on the page itself; and so does none."""
    for number in range(count):
        store(entry(f"q{number}", text=f"What is a zebra cold number {number}?"))
    finding.keep_up()
    assert words(tree(client, "/es/search?q=zebra+cold").css_first("main h2")) == said
    with override("es"):
        assert ngettext("%(total)s question found", "%(total)s questions found", 0) == "%(total)s preguntas encontradas"


def test_a_report_is_taken_in_spanish(client: Client, slugs: dict[str, str], library: list[Question]) -> None:
    """The form, its errors and the thanks; what is stored is the same as in English."""
    english = next(address for address in links(client, library[0]).values())
    address = f"/es{english}"
    form = tree(client, address)
    assert words(form.css_first("h1")) == "¿Qué está mal en esta línea?"
    assert (form.css_first("form.typed").attributes["action"] or "").startswith("/es/q/")
    refused = client.post(address, {"ticket": ticket(client, address), "note": "x" * 1001}, headers=OURS)
    assert refused.status_code == 400
    told = words(LexborHTMLParser(refused.content.decode()).css_first(".refused"))
    assert "Su reporte todavía no se envió" in told
    assert "Elija qué está mal." in told
    assert "1 001 caracteres; el máximo es 1 000." in told
    assert tree(client, address).css_first("title").text().startswith("Reportar una línea")
    sent = client.post(address, {"ticket": ticket(client, address), "reason": "harmful", "note": ""}, headers=OURS)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/es/q/{library[0].slug}/reported")
    assert words(tree(client, sent.headers["Location"]).css_first("h1")).startswith("Gracias.")
    assert LineReport.objects.get().reason == "harmful"


def test_a_ticket_holds_in_either_language(client: Client, library: list[Question]) -> None:
    """Whoever changes the language between opening and sending loses nothing."""
    english = next(address for address in links(client, library[0]).values())
    sent = client.post(
        f"/es{english}", {"ticket": ticket(client, english), "reason": "other", "note": ""}, headers=OURS
    )
    assert sent.status_code == 303


def test_a_form_of_another_site_is_refused_in_the_language_of_the_address(client: Client) -> None:
    """Before anything of it is read."""
    response = client.post("/es/topics", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert "no se envió desde una página de este sitio" in response.content.decode()


def test_the_desk_follows_the_account_and_else_the_browser() -> None:
    """One address for all; what was chosen goes before what the browser says, and is no cookie."""
    rita = account("rita", Role.REVIEWER)

    def heading(language: str, **headers: str) -> str:
        Account.objects.filter(pk=rita.pk).update(language=language)
        response = signed_in(rita).get("/desk/", headers=headers)
        found = LexborHTMLParser(response.content.decode())
        assert found.css_first("html").attributes["lang"] == response.headers["Content-Language"]
        assert not found.css("[hreflang]"), "the desk has one address"
        assert settings.LANGUAGE_COOKIE_NAME not in response.cookies
        return words(found.css_first("h1"))

    assert heading("es") == "Mesa de trabajo"
    assert heading("", **SPANISH) == "Mesa de trabajo"
    assert heading("en", **SPANISH) == "Desk"
    assert heading("") == "Desk"
    assert heading("xx", **SPANISH) == "Mesa de trabajo"


def test_whoever_signs_in_is_met_in_the_language_of_the_browser(client: Client) -> None:
    """Before it is known who they are."""
    response = client.get("/desk/login", headers=SPANISH)
    assert words(LexborHTMLParser(response.content.decode()).css_first("h1")) == "Iniciar sesión en la mesa de trabajo"
    assert "Accept-Language" in response.headers["Vary"]


def test_from_a_spanish_desk_links_lead_to_spanish_pages(library: list[Question]) -> None:
    """And the desk's own addresses have no prefix."""
    row = report(library[0])
    rita = account("rita", Role.REVIEWER)
    Account.objects.filter(pk=rita.pk).update(language="es")
    client = signed_in(rita)
    found = tree(client, f"/desk/reports/{row.line}")
    assert found.css(f'a[href="/es/q/{library[0].slug}"]')
    assert found.css_first("h1").attributes["lang"] == "en", "the question is in its own language here too"
    assert found.css('form[action="/desk/logout"]')
    assert not found.css('[href^="/es/desk"], [action^="/es/desk"]')


def test_no_address_of_the_desk_has_a_prefix() -> None:
    """An include may hold both kinds; its cookies reach the desk alone."""
    assert not [each.name for each in public_patterns() if str(each.pattern).startswith("desk")]


def test_a_request_leaves_no_language_behind(client: Client) -> None:
    """What is done next in this process speaks as it did."""
    client.get("/es/")
    assert gettext("Topics") == "Topics"
