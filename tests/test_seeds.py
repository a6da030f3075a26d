"""The seed articles: complete, of the right size, and holding the difficulties they were written for."""

import json
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import msgspec
import pytest
import yaml

from stance.records.document import Entity, Target

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
REQUIRED = {"outlet", "url", "authors", "event", "genre"}
OPTIONAL = {"title", "date"}


@dataclass(frozen=True)
class Seed:
    path: Path
    meta: dict[str, object]
    text: str

    @property
    def paragraphs(self):
        return [p.strip() for p in self.text.split("\n\n") if p.strip()]


def read(path):
    content = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        records = [json.loads(line) for line in content.splitlines()]
    elif path.suffix == ".json":
        records = [json.loads(content)]
    else:
        _, front, text = content.split("---\n", 2)
        records = [yaml.safe_load(front) | {"text": text}]
    return [Seed(path, {k: v for k, v in r.items() if k != "text"}, r["text"].strip()) for r in records]


PATHS = sorted(p for p in (SEEDS / "articles").rglob("*") if p.is_file())
ARTICLES = [seed for path in PATHS for seed in read(path)]
TEXTS = [seed.text for seed in ARTICLES]
EVENTS = yaml.safe_load((SEEDS / "targets.yaml").read_text("utf-8"))["events"]


def one(event, outlet):
    return next(a for a in ARTICLES if a.meta["event"] == event and a.meta["outlet"] == outlet)


def name_of(seed):
    return f"{seed.path.parent.name}/{seed.path.name}/{seed.meta['genre']}"


each_article = pytest.mark.parametrize("seed", ARTICLES, ids=name_of)


@each_article
def test_an_article_has_250_to_450_words(seed):
    assert 250 <= len(seed.text.split()) <= 450


@each_article
def test_front_matter_is_complete(seed):
    keys = set(seed.meta) - {"id"}
    assert keys >= REQUIRED
    assert keys <= REQUIRED | OPTIONAL
    assert seed.meta["genre"] in {"reporting", "opinion"}
    assert re.fullmatch(r"https://example\.org/[\w/-]+", seed.meta["url"])


@each_article
def test_the_place_in_the_folder_says_event_and_outlet(seed):
    assert seed.path.parent.name == seed.meta["event"]
    assert seed.path.stem == seed.meta["outlet"]


@each_article
def test_title_and_date_are_in_the_front_matter_or_in_the_text(seed):
    head = seed.paragraphs[:5]
    # A headline in the text is a first paragraph without a final period.
    assert "title" in seed.meta or not re.search(r"[.”]$", head[0])
    assert "date" in seed.meta or re.search(r"\b\d{1,2}[./ ]\w+[./ ]20\d\d", " ".join(head))


def test_addresses_are_used_once():
    urls = [seed.meta["url"] for seed in ARTICLES]
    assert len(urls) == len(set(urls))


def test_formats_are_mixed():
    count = {suffix: sum(p.suffix == suffix for p in PATHS) for suffix in {p.suffix for p in PATHS}}
    assert set(count) == {".txt", ".md", ".json", ".jsonl"}
    assert count[".json"] >= 2
    assert [len(read(p)) for p in PATHS if p.suffix == ".jsonl"] == [2]


def test_some_headlines_and_dates_are_only_in_the_text():
    assert sum("title" not in seed.meta for seed in ARTICLES) >= 2
    assert sum("date" not in seed.meta for seed in ARTICLES) >= 2


def test_every_event_has_the_same_four_outlets_and_targets():
    outlets = {event: {a.meta["outlet"] for a in ARTICLES if a.meta["event"] == event} for event in EVENTS}
    assert len(set.intersection(*outlets.values())) >= 4
    assert set(EVENTS) == {seed.meta["event"] for seed in ARTICLES}


@pytest.mark.parametrize("event", EVENTS)
def test_targets_and_entities_are_valid_records(event):
    targets = msgspec.convert(EVENTS[event]["targets"], list[Target])
    entities = msgspec.convert(EVENTS[event]["entities"], list[Entity])
    ids = {entity.id for entity in entities}
    assert 2 <= len(targets) <= 3
    assert len(ids) == len(entities)
    assert len({entity.side for entity in entities} - {"none", "both"}) == 2
    assert {i for target in targets for i in target.entity_ids} <= ids


def plain(text):
    """Return the text composed, in lower case, without soft hyphens, with straight quotation marks."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    return text.translate(str.maketrans("‘’“”", "''\"\"")).casefold()


@pytest.mark.parametrize("event", EVENTS)
def test_targets_and_entities_occur_in_the_articles(event):
    texts = " ".join(plain(a.text) for a in ARTICLES if a.meta["event"] == event)
    entities = msgspec.convert(EVENTS[event]["entities"], list[Entity])
    targets = msgspec.convert(EVENTS[event]["targets"], list[Target])
    assert [e.id for e in entities if not any(plain(n) in texts for n in [e.name, *e.aliases])] == []
    assert [t.id for t in targets if sum(plain(term) in texts for term in t.terms) < 3] == []


# Difficulty to a pattern; each must match in at least two articles unless it is listed in ONCE.
SAYS = r"(?:said|told|argued|insisted|claimed|stressed|underlined|pointed out|reiterated|asked)"
PATTERNS = {
    "related links": r"(?im)^\W*(?:read also|related|more on this|also on [\w ]+)\W*$",
    "site disclaimer": r"(?i)does not necessarily share|not represent the position of the editors",
    "residue published at": r"(?m)^Published at$",
    "residue share this": r"(?m)^Share this:?$",
    "residue photo": r"(?m)^Photo:$",
    "dateline in capitals": r"(?m)^[A-Z ]{6,}(?:, Ludria)?, (?:[A-Z][a-z]+\.?) \d+ \(MPA\) - ",
    "numeric date": r"\b\d\d[./]\d\d[./](?:20)?25\b",
    "byline": r"(?m)^By [A-Z]",
    "double quotation in single": r"‘[^’”]*“[^’”]+”[^”]*?’",
    "single quotation in double": r"“[^”]*‘[^”]+’[^“]*”",
    "quotation over paragraphs": r"(?m)^‘[^’\n]*(?:’\w[^’\n]*)*$\n\n‘|^“[^”\n]*$\n\n“[^”\n]*”",
    "quotation resumed after the cue": rf"[,?!][”’\"] {SAYS} [^.”’\"]*\. [“‘\"]",
    "inverted order": r"[,?!][”’\"] said (?:a |the )?[A-Z]?[a-z]+",
    "according to": r"(?i)\baccording to\b",
    "colon attribution": r"\b[a-z]+: [“‘\"][A-Z]",
    "dash attribution": r"[”\"] ?(?:[–—-] ?)[A-Z][a-z]+ [A-Z]|[–—] “none",
    "passive attribution": r"\bwas (?:accused|criticised|quoted|told)\b|are understood to|is said to",
    "nominal attribution": r"’s (?:insistence|assertion|refusal|claim) that",
    "channel beside a source": r"(?i)\bin a (?:brazen )?statement\b",
    "anonymous source": r"person familiar with|not to be (?:named|identified)|cannot be named|whistleblower",
    "hearsay": r"(?:have been|were) reports of|is (?:said|feared)|[Rr]eportedly|Reports of",
    "pronoun source": r"[”’\"] (?:he|she|it) \w+|\b(?:It|He|She) (?:also )?(?:added|said|reported|denied)\b",
    "short form source": r"(?i)the (?:colonel|mayor|(?:deputy )?minister|league) (?:said|told|is|put|emph)",
    "contested place": r"Garnovo|Keroren",
    "contested law": r"gag law|Common Language Act",
    "title of a work": r"[‘“](?:Ferrow: Cond|Bridging Tom|Water Safety|The Salt Road|Evening on|Clear Water)",
    "scare quotes": r"“(?:peaceful|peace talks|public consultation|consultation|considering)”|so-called",
    "euphemism": r"user contribution|protective presence|neutralised|quality deviation|attenuated energy",
    "source discount": r"without (?:giving|citing|explaining)|did not (?:elaborate|produce)|He did not show",
    "presupposition": r"(?i)why they waited|the neglect of|are again being|covered it up|lost on ward 9",
    "loaded flood": r"\bflood of\b",
    "loaded butcher": r"BUTCHERED",
    "loaded crumbling": r"crumbling case",
    "loaded toxic": r"toxic taps",
    "hedge": r"may cause|appears? to be|is feared|are understood|far from clear|[Rr]eportedly",
    "no-break space": "\u00a0",
    "thin space": "\u2009",
    "soft hyphen": "\u00ad",
    "combining accent": "[a-z][\u0301\u0308]",
    "em dash without spaces": r"\w\"?—\w",
    "ellipsis character": "…",
    "straight and curly apostrophes": r"(?s)\w'\w.*\w’\w|\w’\w.*\w'\w",
    "emoji": "[\U0001f300-\U0001faff]",
    "abbreviation": r"\b(?:Sept|Oct|Nov|Dec|Dr|St|Col|Prof)\. ",
    "initials": r"\b[A-Z]\. ?[A-Z]\. ?[A-Z][a-z]",
    "decimal number": r"\d\.\d",
}
ONCE = {"loaded flood", "loaded butcher", "loaded crumbling", "loaded toxic"}


@pytest.mark.parametrize("difficulty", PATTERNS)
def test_a_planted_difficulty_is_there(difficulty):
    pattern = re.compile(PATTERNS[difficulty])
    found = [name_of(seed) for seed in ARTICLES if pattern.search(seed.text)]
    assert len(found) >= (1 if difficulty in ONCE else 2), found


@pytest.mark.parametrize(
    "literal", ["a butcher in", "after the flood", "crumbling concrete", "stamped TOXIC", "the war of 1992"]
)
def test_loaded_words_also_occur_in_their_plain_sense(literal):
    assert any(literal in text for text in TEXTS)


@pytest.mark.parametrize(
    ("event", "outlet", "headline", "denial"),
    [
        (
            "harbour-bridge-toll",
            "daily-bell",
            "DRIVERS FLEECED TO BANKROLL",
            "insists the cash is ring-fenced",
        ),
        ("harbour-bridge-toll", "national-beacon", "turned down state money", "no such offer had ever"),
        ("harnau-crossing", "national-beacon", "breaks ten-day truce", "no truce had ever been signed"),
        ("ward-nine-water", "daily-bell", "bosses hid poison water", "There was no decision to hide"),
        ("school-language-march", "daily-bell", "FLARE MOB AMBUSH COPS", "denied it, claiming marchers"),
    ],
)
def test_a_headline_states_flat_what_the_body_reports_as_denied(event, outlet, headline, denial):
    seed = one(event, outlet)
    assert headline in seed.paragraphs[0]
    assert denial not in seed.paragraphs[0]
    assert denial in seed.text


def test_paragraphs_are_repeated_with_one_or_two_words_changed():
    repeated = []
    for seed in ARTICLES:
        long = [p.split() for p in seed.paragraphs if len(p.split()) >= 12]
        for i, first in enumerate(long):
            for second in long[i + 1 :]:
                matcher = SequenceMatcher(None, first, second, autojunk=False)
                same = sum(block.size for block in matcher.get_matching_blocks())
                if 1 <= max(len(first), len(second)) - same <= 2:
                    repeated.append(name_of(seed))
    assert len(repeated) >= 2


def test_quotation_marks_are_unbalanced_in_at_least_two_articles():
    def open_marks(paragraph, following):
        if "“" not in paragraph and "”" not in paragraph:
            return paragraph.count('"') % 2
        carried_on = following.startswith("“")
        return paragraph.count("“") != paragraph.count("”") and not carried_on

    unbalanced = [
        name_of(seed)
        for seed in ARTICLES
        if any(open_marks(p, q) for p, q in zip(seed.paragraphs, [*seed.paragraphs[1:], ""], strict=True))
    ]
    assert len(set(unbalanced)) >= 2


def test_the_source_changes_between_adjacent_sentences():
    # "X, Oskar Thale, said ... The Federation's border command said ...": two sources, no sentence between.
    text = one("harnau-crossing", "ansgar-courier").text
    assert re.search(r"Oskar Thale, said [^.]+\. The Federation’s border command said", text)
    other = one("school-language-march", "meridian-press").text
    assert re.search(r"Broek said [^.]+\. Cole asked", other)


def test_one_piece_is_opinion():
    opinions = [seed for seed in ARTICLES if seed.meta["genre"] == "opinion"]
    assert len(opinions) == 1
    assert re.search(r"\bI’m\b|\bI'm\b", opinions[0].text)


def words(text):
    return re.findall(r"\w+", text.lower())


def trigrams(text):
    tokens = words(text)
    return set(zip(tokens, tokens[1:], tokens[2:], strict=False))


def test_one_article_is_a_changed_copy_of_the_agency_story():
    copy = trigrams(one("harnau-crossing", "open-square").text)
    agency = trigrams(one("harnau-crossing", "meridian-press").text)
    contained = len(copy & agency) / min(len(copy), len(agency))
    assert 0.6 < contained < 1.0


def test_no_other_two_articles_share_much_wording():
    reports = [a for a in ARTICLES if a.path.stem != "open-square"]
    sets = [trigrams(a.text) for a in reports]
    shares = [
        len(one_set & other) / min(len(one_set), len(other))
        for i, one_set in enumerate(sets)
        for other in sets[i + 1 :]
    ]
    assert max(shares) < 0.25


def test_the_balanced_report_has_nothing_loaded_outside_quotation_marks():
    text = one("school-language-march", "meridian-press").text
    author = re.sub(r'"[^"]*"', "", text)
    loaded = (
        r"mob|thug|hero|brave|regime|gag|peaceful|brutal|hardline|so-called|claimed|admitted|insisted|alleged"
    )
    assert re.findall(loaded, author) == []
    # Both sides have as many sentences with a cue, within one.
    government = len(re.findall(r"(?:Police|Stott|Broek|ministry|government) (?:said|says)", text))
    league = len(re.findall(r"(?:League|league|Cole|organisers?)[^.]{0,40} (?:said|put|asked)|It said", text))
    assert abs(government - league) <= 2
