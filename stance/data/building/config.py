"""The configuration of a dataset: a complete record of how it is made."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from stance.data.building.examples import TaskPlan
from stance.data.configuration import read_config
from stance.data.duplicates.near_duplicates import NearDuplicateSettings
from stance.data.duplicates.repeats import RepeatSettings
from stance.data.splitting.splits import SplitPlan

CONFIG_FORMAT = "stance.dataset-config/1.0.0"


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What annotated articles the dataset is made from."""

    format: str
    """As in `stance.data.formats.READERS`."""
    paths: list[str]
    """Files and folders, relative to the current folder; `--source` on the command line replaces them."""
    options: dict[str, str] = {}
    cleaning: Literal["standard", "none"] = "standard"
    label_set: str = "own"
    """"stance" closes the layers of our label schema; any other name keeps them open under that name."""
    skip_bad: bool = False


class GoldPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How raw votes become one gold label."""

    method: Literal["given", "kept", "majority", "unanimous", "dawid-skene"]
    """given: annotations that came adjudicated; kept: the gold.jsonl of `stance data adjudicate`."""
    voters: Literal["all", "first"] = "all"
    """first: in each document only the annotator whose id comes first, for corpora in which few documents
    have several annotators and gold is to be made alike everywhere."""
    min_votes: int = 1
    """Items with fewer votes stay undecided."""


class CardText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a card says that cannot be computed."""

    title: str
    summary: str
    sources: list[str]
    licence: str
    """As the source states it; "unknown" where it states none."""
    languages: tuple[str, ...] = ("en",)
    intended_use: str
    limitations: list[str] = []
    citation: str = ""


class DatasetConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All choices that make a dataset; every value has its default here or in the plan it belongs to."""

    config: Literal["stance.dataset-config/1.0.0"]
    name: str
    folder: str
    """The dataset folder, relative to the current folder; `--out` on the command line stands in for it."""
    seed: int
    """Of near-duplicate hashing, splits, probes and intervals."""
    source: ImportPlan | None = None
    """None: the folder already holds an imported dataset."""
    gold: GoldPlan
    repeats: RepeatSettings | None = None
    """None leaves paragraphs that a site repeats in the documents."""
    near_duplicates: NearDuplicateSettings = NearDuplicateSettings()
    tasks: dict[str, TaskPlan]
    split: SplitPlan
    card: CardText


def load_config(path: Path) -> DatasetConfig:
    """Return the configuration in a YAML file.

    Raises:
        ResourceMissingError: there is no such file.
        ConfigError: not YAML, an unknown or missing key, or a value of the wrong type.
    """
    return read_config(path, DatasetConfig)
