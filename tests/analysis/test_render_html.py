import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.analysis.render.html import (
    render_article,
    render_failures,
    render_head,
    render_summary_row,
    render_tail,
)
from stance.analysis.render.marked_text import marked_paragraphs
from stance.analysis.render.visible import excerpt, show_hidden, web_link
from stance.records.annotation import LabelSetRef
from stance.records.run import Failure, Run

VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """Elements, ids, links and text of a page; fails on unbalanced tags."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements, self.ids, self.links, self.text, self._open = [], [], [], [], []
        self.attributes = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.attributes.extend(attrs)
        self.ids.extend(value for name, value in attrs if name == "id")
        self.links.extend(value for name, value in attrs if name in {"href", "src", "action"})
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def a_run(n_analysed=1, failed=None):
    failed = failed or {}
    return Run(
        stance_version="0.1.0",
        bundle="rules",
        bundle_sha256="0" * 64,
        labelset=LabelSetRef(name="stance-labels", version="0.2.0"),
        options={},
        seed=13,
        started="2025-01-01T00:00:00+00:00",
        finished="2025-01-01T00:00:02+00:00",
        seconds=2.0,
        articles_per_second=0.5,
        n_inputs=n_analysed + sum(failed.values()),
        n_analysed=n_analysed,
        n_failed=sum(failed.values()),
        failed_by_reason=failed,
        partial=False,
        files=[],
    )


def a_failure(text="empty"):
    return Failure(
        article=text, reason="empty", where=text, expected=text, found=text, action=text, stage="read"
    )


def whole_page(analyses, failures=()):
    run = a_run(len(analyses), {"empty": len(failures)} if failures else {})
    numbered = list(enumerate(analyses, 1))
    return "".join(
        [
            render_head(run, listed=100),
            *(render_summary_row(analysis, number, linked=True) for number, analysis in numbered),
            render_failures(run, failures, shown=100),
            *(render_article(analysis, number) for number, analysis in numbered),
            render_tail(),
        ]
    )


def reworded(analysis, replace):
    """The same analysis with every text replaced; offsets and numbers stay."""

    def through(value, key=""):
        if isinstance(value, dict):
            return {name: through(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [through(part, key) for part in value]
        return replace(value, key) if isinstance(value, str) else value

    return msgspec.convert(through(msgspec.to_builtins(analysis)), type(analysis))


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></p></article><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "\u202egnp.exe\u2066 \u2028 \u2029 \x1b[31m \x00",
    "]]><!-- -->",
]
FREE_TEXTS = {
    "text", "title", "outlet_id", "event_id", "name", "found", "rationale", "origin", "alternatives", "url",
    "authors", "aligned_side", "doc_id", "kept", "dropped", "primary", "source_side", "side",
}  # fmt: skip


@pytest.fixture
def full(bridge):
    """The bridge analysis with every optional text filled in."""
    meta = msgspec.structs.replace(
        bridge.document.meta, outlet_id="outlet", event_id="event", url="address", authors=["author"]
    )
    cues = [msgspec.structs.replace(cue, rationale="why", origin="a rule") for cue in bridge.cues]
    return msgspec.structs.replace(
        bridge,
        document=msgspec.structs.replace(bridge.document, meta=meta),
        findings=msgspec.structs.replace(bridge.findings, cues=cues),
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_element_or_attribute_comes_from_the_texts_of_an_article(full, payload):
    def hostile(value, key):
        return (payload * 99)[: max(len(value), 60)] if key in FREE_TEXTS and value else value

    def harmless(value, key):
        return ("x" * 999)[: max(len(value), 60)] if key in FREE_TEXTS and value else value

    attacked = whole_page([reworded(full, hostile)], [a_failure(payload)])
    calm = whole_page([reworded(full, harmless)], [a_failure("x")])
    assert Page(attacked).elements == Page(calm).elements
    assert all(link.startswith("#") for link in Page(attacked).links)


def test_no_page_has_scripts_handlers_or_network_addresses(full):
    page = Page(whole_page([full], [a_failure()]))
    assert not {"script", "iframe", "object", "link", "img", "form"} & {tag for tag, _ in page.elements}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    policy = dict(page.attributes)["content"] and [v for n, v in page.attributes if v and "default-src" in v]
    assert policy[0].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "url(" not in render_head(a_run(), listed=1)
    assert "@import" not in render_head(a_run(), listed=1)


def test_hidden_controls_are_shown_by_their_code_points(full):
    meta = msgspec.structs.replace(full.document.meta, title="safe\u202egnp.exe\u2028end")
    spoofed = msgspec.structs.replace(full, document=msgspec.structs.replace(full.document, meta=meta))
    page = whole_page([spoofed])
    assert "safe⟦U+202E⟧gnp.exe⟦U+2028⟧end" in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029\x00-\x08\x1b]", page)


def test_ids_are_unique_and_every_link_leads_to_one(bridge):
    page = Page(whole_page([bridge, bridge], [a_failure()]))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert {"d1-A1", "d1-L1", "d2-A1", "d1-A1-row", "d1"} <= set(page.ids)


def test_descriptions_for_screen_readers_name_rows_that_exist(bridge):
    page = Page(whole_page([bridge]))
    described = {
        name for key, value in page.attributes if key == "aria-describedby" for name in value.split()
    }
    assert described
    assert described <= set(page.ids)


def test_text_is_shown_in_full_with_tags_and_unit_marks_only_added(bridge):
    # Unit marks and content tags are the only text put between the article's own words.
    for block, segment in zip(marked_paragraphs(bridge, "d1-"), bridge.document.segments, strict=True):
        bare = re.sub(r'<span class="(?:u|tag)"[^>]*>[^<]*</span>', "", block.html)
        assert "".join(Page(bare).text) == bridge.document.text[segment.start : segment.end]


def test_each_kind_of_mark_has_its_own_look(bridge):
    page = render_article(bridge, 1)
    looks = {
        ">The mayor<": "m src",
        ">said<": "m said",
        "brutal": "fr v-source_indirect",
        ">Shopkeepers<": "m src",
        "Nobody asked us": "ct s-direct",
        "that the ": "ct s-indirect",
        "the toll “will pay": "ct s-mixed",
    }
    for words, look in looks.items():
        element = next(part for part in re.findall(r'<span class="m [^>]*>[^<]*<', page) if words in part)
        assert look in element, words
    assert 'data-code="LW·P"' in page
    assert 'data-code="LW·A"' in page
    assert 'data-code="AD·A"' in page


def test_marks_other_than_contents_are_reached_by_keyboard(bridge):
    page = render_article(bridge, 1)
    marks = re.findall(r'<span class="(m [^"]*)"([^>]*)>', page)
    for look, rest in marks:
        explained = any(name in look.split() for name in ("src", "said", "fr"))
        assert ('tabindex="0"' in rest) == explained


def test_article_shows_sources_stances_scores_and_what_was_dropped(bridge):
    text = " ".join("".join(Page(render_article(bridge, 1)).text).split())
    assert "the shopkeepers" in text
    assert "the bridge toll the article ▼ against, weak L1" in text
    assert "the mayor ▲ favor A1" in text
    assert "related links" in text
    assert "Read also: Ferry prices rise" in text
    assert "loaded.per_1000_author_types" in text


def test_interval_and_count_stand_beside_a_score(bridge):
    low, high = bridge.scores.intervals["attribution.token_share"]
    cells = re.findall(r"<td>([^<]*)</td>", render_article(bridge, 1).partition("attribution.token_share")[2])
    value = bridge.scores.attribution.token_share
    assert cells[:3] == [f"{value:.3f}", f"[{low:.3f}, {high:.3f}]", f"{bridge.scores.n_words} words"]


def test_address_of_the_article_is_a_link_only_when_it_is_a_web_address(bridge):
    def page(url):
        meta = msgspec.structs.replace(bridge.document.meta, url=url)
        document = msgspec.structs.replace(bridge.document, meta=meta)
        return render_article(msgspec.structs.replace(bridge, document=document), 1)

    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">' in page(
        "https://example.org/a?b=1&c=2"
    )
    assert 'href="javascript' not in page("javascript:alert(1)")
    assert "javascript:alert(1)" in page("javascript:alert(1)")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " https://a.example", "https://a .example", "data:text/html,x", "//a.example",
     "https://", "http:a", "https://[", "ftp://a.example", "https://a.example/\u202e", "", None],
)  # fmt: skip
def test_web_link_refuses_all_but_plain_web_addresses(url):
    assert web_link(url) is None


def test_summary_row_of_an_article_left_out_of_the_page_has_no_link(bridge):
    assert "href" in render_summary_row(bridge, 1, linked=True)
    assert "href" not in render_summary_row(bridge, 1, linked=False)


def test_undefined_scores_are_a_dash_and_never_zero(bridge):
    said = msgspec.structs.replace(bridge.scores.attribution, token_share=None, effective_sources=None)
    scores = msgspec.structs.replace(bridge.scores, attribution=said, loaded=None, frames=None, intervals={})
    row = render_summary_row(msgspec.structs.replace(bridge, scores=scores), 1, linked=True)
    cells = [" ".join(cell.split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
    # number, outlet, event, words, share, sources, effective sources, balance, loaded, frame, stance
    assert [cells[i] for i in (4, 6, 8, 9)] == ["–", "–", "–", "–"]


def test_page_says_when_articles_or_failures_are_left_out():
    assert "The first 5 articles are listed" in render_head(a_run(9), listed=5)
    assert "are listed" not in render_head(a_run(5), listed=5)
    failures = render_failures(a_run(9, {"empty": 3}), [a_failure()], shown=5)
    assert "The first 5 of 9 articles are shown in full" in failures
    assert "the first 1 are listed" in failures


def test_interrupted_run_is_told_on_the_page():
    run = msgspec.structs.replace(a_run(), partial=True)
    assert "interrupted" in render_head(run, listed=5)
    assert "interrupted" not in render_head(a_run(), listed=5)


@given(st.text())
@settings(max_examples=200)
def test_show_hidden_leaves_no_control_and_keeps_everything_else(text):
    shown = show_hidden(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    back = re.sub("⟦U\\+([0-9A-F]{4,6})⟧", lambda match: chr(int(match.group(1), 16)), shown)
    assert back == text or "⟦" in text


@given(st.text(), st.integers(2, 40))
def test_excerpt_is_one_line_within_its_limit(text, limit):
    short = excerpt(text, limit)
    assert len(short) <= limit
    assert "\n" not in short
