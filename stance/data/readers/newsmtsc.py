"""NewsMTSC: how a news sentence portrays the people named in it.

Offsets are half-open, although the readme calls `to` "the last character": that holds for all 9,885 targets
and the closed reading for 39. The article stands in the id of a sentence: `allsides_1000_401_25_...` is
sentence 25 of article 1000, one of up to three that AllSides lists side by side for event 401;
`polusa_v1_59488606_-1_30_...` is sentence 30 of article 59488606. The upstream split cuts through articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery, ReaderOptions
from stance.data.readers.corpus_files import corpus_file, corpus_lines, refused
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.records.open_layers import Answer

GOLD, COREFERENCES = "newsmtsc-gold", "newsmtsc-coreference"
MENTION, COREFERENCE, SENTIMENT = "mention", "coreference", "sentiment"
POLARITIES: Final = {2.0: "negative", 4.0: "neutral", 6.0: "positive"}
_ID = re.compile(r"(?P<collection>allsides|polusa_v1)_(?P<article>\d+)_(?P<event>-?\d+)_-?\d+_")
_NO_EVENT = "-1"


class Options(ReaderOptions, frozen=True, kw_only=True):
    """What to read of the corpus."""

    part: str = "train,rw_dev,rw_test"
    """Names of the files, separated by commas."""


class _Mention(msgspec.Struct):
    mention: str
    start: int = msgspec.field(name="from")
    end: int = msgspec.field(name="to")


class _Target(_Mention):
    polarity: float
    gid: str = msgspec.field(name="Input.gid")
    further_mentions: list[_Mention] = []


class _Sentence(msgspec.Struct):
    primary_gid: str
    sentence_normalized: str
    targets: list[_Target]


_DECODER = msgspec.json.Decoder(_Sentence)


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the sentences of each corpus folder, part by part in the order of the file.

    Layer "mention": a mark "target" each, and for it an answer to "sentiment": negative, neutral or positive.
    Layer "coreference", of another annotator as nobody checked it: marks "further_mention" with the target's
    id as an attribute. Groups: part, article, and event where AllSides gives one.

    Raises:
        ResourceMissingError: a file of the corpus is not there.
    """
    for folder in paths:
        for part in options.part.split(","):
            for where, line in corpus_lines(corpus_file(folder, f"{part.strip()}.jsonl")):
                try:
                    yield _delivery(_DECODER.decode(line), where, part.strip())
                except msgspec.DecodeError as error:
                    yield refused(where, "parse_error", expected="a sentence with targets", found=str(error))
                except InputError as error:
                    yield error


def groups_of(sentence_id: str) -> dict[str, str] | None:
    """Return the article, and the event where there is one, in the id of a sentence; None for other ids.

    >>> groups_of("allsides_1000_401_25_Reality Leigh Winner_0_6")
    {'article': 'allsides_1000', 'event': 'allsides_401'}
    >>> groups_of("polusa_v1_59488606_-1_30_Dr. Blair_1_3")
    {'article': 'polusa_v1_59488606'}
    """
    found = _ID.match(sentence_id)
    if found is None:
        return None
    groups = {"article": f"{found['collection']}_{found['article']}"}
    if found["event"] != _NO_EVENT:
        groups["event"] = f"{found['collection']}_{found['event']}"
    return groups


def _delivery(sentence: _Sentence, where: str, part: str) -> Delivery:
    groups = groups_of(sentence.primary_gid)
    unknown = [target.polarity for target in sentence.targets if target.polarity not in POLARITIES]
    if groups is None or unknown:
        raise refused(
            where,
            "parse_error",
            expected=f"an id with an article in it, and the polarities {list(POLARITIES)}",
            found=f"{sentence.primary_gid!r:.60}, {unknown}",
        )
    meta = ArticleMeta(event_id=groups.get("event"), groups={"part": part, **groups})
    return Delivery(
        article=Article(article_id=sentence.primary_gid, text=sentence.sentence_normalized, meta=meta),
        where=where,
        annotations=tuple(_annotations(sentence.targets, where)),
        conventions=("code_points",),
    )


def _annotations(targets: list[_Target], where: str) -> Iterator[DeliveredAnnotation]:
    yield DeliveredAnnotation(
        annotator=GOLD,
        kind="adjudicated",
        layers=(MENTION, SENTIMENT),
        marks=tuple(_mark(target, target.gid, where) for target in targets),
        answers=tuple(
            Answer(question=SENTIMENT, about=target.gid, value=POLARITIES[target.polarity])
            for target in targets
        ),
    )
    further = [
        _mark(mention, f"{target.gid}+{number}", where, of=target.gid)
        for target in targets
        for number, mention in enumerate(target.further_mentions, 1)
    ]
    if further:
        yield DeliveredAnnotation(
            annotator=COREFERENCES, kind="model", layers=(COREFERENCE,), marks=tuple(further)
        )


def _mark(mention: _Mention, name: str, where: str, *, of: str | None = None) -> DeliveredMark:
    return DeliveredMark(
        id=name,
        layer=MENTION if of is None else COREFERENCE,
        label="target" if of is None else "further_mention",
        pieces=((mention.start, mention.end),),
        covered=(mention.mention,),
        where=where,
        attributes={} if of is None else {"target": of},
    )
