"""Perspectrum: whether a one-sentence perspective supports or undermines a claim.

Each perspective of a cluster is judged as the cluster is; of 11,822 pairs of a claim and a perspective, 17
are listed twice. 1,463 perspectives stand with claims of several parts of the published split, so that their
wording is known before the test: the group "perspective" keeps them together. All topics of a claim are one
group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from stance.data.delivery import DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.readers.corpus_files import corpus_file, corpus_text, refused
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.records.document import Target
from stance.records.imports import Loss
from stance.records.open_layers import Answer, Value

GOLD = "perspectrum-gold"
STANCE = "stance"
VOTES: Final = ("SUPPORT", "MILDLY_SUPPORT", "MILDLY_UNDERMINE", "UNDERMINE", "NOT_A_PERSPECTIVE")
"""What the five counts of the voters stand for."""


class Options(ReaderOptions, frozen=True, kw_only=True):
    """What to read of the corpus."""

    part: str = "train,dev,test"
    """Parts of `dataset_split_v1.0.json`, separated by commas."""


class _Cluster(msgspec.Struct):
    pids: list[int]
    stance_label_3: str
    stance_label_5: str
    voter_counts: list[int]


class _Claim(msgspec.Struct):
    cId: int
    text: str
    source: str
    perspectives: list[_Cluster]
    topics: list[str] = []


class _Perspective(msgspec.Struct):
    pId: int
    text: str
    source: str


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield a document per claim and perspective, in the order of the file of claims.

    Target "claim-N" is the claim; the answer to "stance" about it is SUPPORT or UNDERMINE. Its attributes
    tell the label in five steps and the votes of the crowd ("votes.SUPPORT": 3). Groups: part, claim,
    perspective, topics, source.

    Raises:
        ResourceMissingError: a file of the corpus is not there.
        InputError: a whole file is not what the corpus has.
    """
    for folder in paths:
        claims = _decoded(folder, "perspectrum_with_answers_v1.0.json", list[_Claim])
        pool = _decoded(folder, "perspective_pool_v1.0.json", list[_Perspective])
        parts = _decoded(folder, "dataset_split_v1.0.json", dict[str, str])
        perspectives = {perspective.pId: perspective for perspective in pool}
        wanted = {part.strip() for part in options.part.split(",")}
        for claim in claims:
            part = parts.get(str(claim.cId), "")
            if part in wanted:
                yield from _deliveries(claim, part, perspectives, f"{folder}: claim {claim.cId}")


_T = TypeVar("_T")


def _decoded(folder: Path, name: str, kind: type[_T]) -> _T:
    path = corpus_file(folder, name)
    try:
        return msgspec.json.decode(corpus_text(path), type=kind)
    except msgspec.DecodeError as error:
        raise refused(path, "parse_error", expected="JSON as in the readme", found=str(error)) from error


def _deliveries(
    claim: _Claim, part: str, pool: Mapping[int, _Perspective], where: str
) -> Iterator[Delivery | InputError]:
    clusters: dict[int, _Cluster] = {}
    losses: dict[int, list[Loss]] = {}
    for cluster in claim.perspectives:
        for name in cluster.pids:
            if clusters.setdefault(name, cluster) is not cluster:
                losses.setdefault(name, []).append(_listed_again(clusters[name], cluster, where, name))
    for name, cluster in clusters.items():
        place = f"{where}, perspective {name}"
        if name not in pool or len(cluster.voter_counts) != len(VOTES):
            yield refused(
                place,
                "parse_error",
                expected=f"a perspective of the pool, with {len(VOTES)} counts of votes",
                found=f"{'a' if name in pool else 'no'} perspective, {cluster.voter_counts}",
            )
        else:
            yield _delivery(claim, pool[name], cluster, part=part, where=place, losses=losses.get(name, []))


def _listed_again(kept: _Cluster, other: _Cluster, where: str, name: int) -> Loss:
    return Loss(
        where=f"{where}, perspective {name}",
        reason="duplicate_record",
        what=STANCE,
        detail=f"kept {kept.stance_label_3} {kept.voter_counts}; "
        f"left out {other.stance_label_3} {other.voter_counts}",
    )


def _delivery(
    claim: _Claim, perspective: _Perspective, cluster: _Cluster, *, part: str, where: str, losses: list[Loss]
) -> Delivery:
    target = f"claim-{claim.cId}"
    groups = {
        "part": part,
        "claim": str(claim.cId),
        "perspective": str(perspective.pId),
        "topics": ";".join(claim.topics),
        "source": claim.source,
    }
    votes: dict[str, Value] = {
        f"votes.{label}": count for label, count in zip(VOTES, cluster.voter_counts, strict=True)
    }
    answer = Answer(
        question=STANCE,
        about=target,
        value=cluster.stance_label_3,
        attributes={"label_5": cluster.stance_label_5, **votes},
    )
    return Delivery(
        article=Article(
            article_id=f"perspectrum-{claim.cId}-{perspective.pId}",
            text=perspective.text,
            meta=ArticleMeta(groups={name: value for name, value in groups.items() if value}),
        ),
        where=where,
        annotations=(
            DeliveredAnnotation(annotator=GOLD, kind="adjudicated", layers=(STANCE,), answers=(answer,)),
        ),
        targets=(Target(id=target, kind="claim", text=claim.text),),
        losses=tuple(losses),
    )
