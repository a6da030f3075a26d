"""What a label schema is made of: tasks, value sets, labels, examples and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stance.errors import ConfigError
from stance.records.document import Record


class Example(Record, frozen=True, kw_only=True):
    """A text with what is to be marked in it."""

    text: str
    span: str | None = None
    """The marked words, as they stand in `text`."""
    roles: dict[str, list[str]] = {}
    """Attribution role to its spans, as they stand in `text`."""
    target: str | None = None
    """What the stance is about."""
    labels: dict[str, str | list[str]] = {}
    """Value set to the expected label or labels."""
    note: str | None = None

    @property
    def spans(self) -> list[str]:
        """All marked words: the span, then the spans of the roles."""
        single = [] if self.span is None else [self.span]
        return single + [span for spans in self.roles.values() for span in spans]


class Label(Record, frozen=True, kw_only=True):
    """One value, what it means and how to tell it from its neighbours."""

    definition: str
    decision: list[str] = []
    examples: list[Example] = []
    counterexamples: list[Example] = []
    group: str | None = None
    default_on: bool | None = None
    """Whether annotators and models use it unless told otherwise; None where that cannot be chosen."""


class ValueSet(Record, frozen=True, kw_only=True):
    """The values one field can take."""

    about: str
    ordered: bool = False
    """The labels form a scale, lowest first."""
    decision: list[str] = []
    labels: dict[str, Label]


class Task(Record, frozen=True, kw_only=True):
    """One annotation layer."""

    unit: str
    enabled: bool = True
    value_sets: dict[str, ValueSet]
    rules: dict[str, str] = {}
    examples: list[Example] = []
    maps_to: dict[str, dict[str, str]] = {}
    """Public data set to: own label to the label it has there."""


class Offsets(Record, frozen=True, kw_only=True):
    """How positions in a text are counted."""

    unit: Literal["unicode_code_points"]
    interval: Literal["half_open"]
    text: Literal["cleaned"]


@dataclass(frozen=True, slots=True)
class GenericQuestion:
    """A yes-or-no question about a whole document."""

    text: str
    group: str
    """The generic frame it counts for."""


class LabelSchema(Record, frozen=True, kw_only=True):
    """All tasks with their labels and rules, of one version."""

    schema: Literal["stance.labels"]
    name: str
    version: str
    status: Literal["draft", "stable"]
    language: str
    history: dict[str, str]
    """Version to what changed in it, oldest first."""
    offsets: Offsets
    units: dict[str, str]
    general_rules: dict[str, str]
    tasks: dict[str, Task]

    def value_set(self, task: str, name: str) -> ValueSet:
        """Return a value set of a task; ConfigError when the schema has no such task or set."""
        sets = {f"{t}.{n}": found for t, body in self.tasks.items() for n, found in body.value_sets.items()}
        key = f"{task}.{name}"
        if key not in sets:
            raise ConfigError(
                f"label schema {self.version}",
                expected=f"one of: {', '.join(sets)}",
                found=key,
                action="Ask for a value set the schema has.",
            )
        return sets[key]

    def label_ids(self, task: str, name: str) -> tuple[str, ...]:
        """Return the label ids of a value set, in the order of the schema."""
        return tuple(self.value_set(task, name).labels)

    @property
    def cue_types(self) -> tuple[str, ...]:
        """All cue types."""
        return self.label_ids("cue", "type")

    @property
    def default_cue_types(self) -> tuple[str, ...]:
        """Cue types used unless the user asks for others."""
        return tuple(i for i, label in self.value_set("cue", "type").labels.items() if label.default_on)

    @property
    def voices(self) -> tuple[str, ...]:
        """Whose words a span can be."""
        return self.label_ids("cue", "voice")

    @property
    def attribution_types(self) -> tuple[str, ...]:
        """Types of attribution."""
        return self.label_ids("attribution", "type")

    @property
    def attribution_roles(self) -> tuple[str, ...]:
        """Parts of an attribution."""
        return self.label_ids("attribution", "role")

    @property
    def namings(self) -> tuple[str, ...]:
        """Ways a source can be made known."""
        return self.label_ids("attribution", "naming")

    @property
    def speech_forms(self) -> tuple[str, ...]:
        """Forms of reported speech."""
        return self.label_ids("attribution", "speech")

    @property
    def verb_classes(self) -> tuple[str, ...]:
        """Classes of attribution cues."""
        return self.label_ids("attribution", "verb_class")

    @property
    def relation_types(self) -> tuple[str, ...]:
        """Relations between attributions."""
        return self.label_ids("attribution", "relation")

    @property
    def policy_frames(self) -> tuple[str, ...]:
        """Policy frames, with "other" last."""
        return self.label_ids("frame", "policy_frame")

    @property
    def generic_frames(self) -> tuple[str, ...]:
        """Generic frames, each scored by its questions."""
        return self.label_ids("frame", "generic_frame")

    @property
    def generic_questions(self) -> dict[str, GenericQuestion]:
        """Question id to its text and the generic frame it counts for."""
        labels = self.value_set("frame", "generic_question").labels
        return {i: GenericQuestion(label.definition, label.group or "") for i, label in labels.items()}

    @property
    def stance_labels(self) -> tuple[str, ...]:
        """What a holder's words can say about a target."""
        return self.label_ids("stance", "label")

    @property
    def strengths(self) -> tuple[str, ...]:
        """Strengths of a stance, weakest first."""
        return self.label_ids("stance", "strength")

    @property
    def target_kinds(self) -> tuple[str, ...]:
        """Kinds of target."""
        return self.label_ids("stance", "target_kind")
