import msgspec
import pytest

from stance.data.auditing.audit import audit
from stance.data.auditing.text import render_audit
from stance.data.duplicates.near_duplicates import NearDuplicateSettings, find_clusters
from stance.data.splitting.splits import SplitPlan, assign, split, split_items
from stance.records.article import Article
from stance.records.audit import Audit
from stance.records.codec import encode_json
from stance.records.example import LabelExample, MarkedSpan, SpanExample
from stance.text.clean import clean

SHARED = "The ferry to Lunde was late on Monday because of ice in the strait."


def dataset(n, *, label=lambda n: "yes" if n % 2 else "no", part=lambda n: "train", text=None):
    """n articles with one example each; outlet o0 and o1 in turn."""
    documents, examples = {}, []
    for number in range(n):
        told = (
            text(number) if text else f"Story {number} of the harbour.\n\nBody number {number} is this one."
        )
        document = clean(Article(article_id=f"a{number:05}", text=told))
        documents[document.doc_id] = document
        examples.append(
            LabelExample(
                example_id=document.doc_id,
                doc_id=document.doc_id,
                text=document.text,
                start=0,
                end=len(document.text),
                part="all",
                cluster=document.doc_id,
                groups={"outlet": f"o{number % 2}", "part": part(number)},
                labels=[label(number)],
            )
        )
    return documents, examples


def audited(documents, examples, plan, seed=1):
    clusters = find_clusters(
        {name: document.text for name, document in documents.items()}, NearDuplicateSettings(), seed=1
    )
    result = split(split_items({"task": examples}), plan)
    return audit("task", assign(examples, result), documents, result, clusters=clusters, seed=seed)


def test_an_audit_says_what_a_model_can_cheat_with():
    plan = SplitPlan(kind="holdout", seed=1, group_by=("outlet",), parts={"train": 0.5, "test": 0.5})
    found = audited(*dataset(40), SplitPlan(kind="folds", n_folds=4, seed=1))
    assert any(
        warning.startswith("the outlet alone predicts the label with macro-F1 1.00")
        and warning.endswith("a model must beat that")
        for warning in found.warnings
    )
    assert any("8 of 8 values of outlet in folds (100%)" in warning for warning in found.warnings)
    assert [(part.part, part.n_documents) for part in found.parts] == [(f"fold {n}", 10) for n in range(4)]
    grouped = audited(*dataset(40), plan)
    assert not any("values of outlet" in warning for warning in grouped.warnings)


def test_leaks_of_a_given_cut_are_told():
    documents, examples = dataset(
        30,
        part=lambda n: "test" if n < 10 else "train",
        text=lambda n: f"Story {n}\n\n{SHARED if n in (0, 1, 20) else f'Body {n}.'}\n\nEnd of story {n}.",
    )
    plan = SplitPlan(kind="given", seed=1, given="part")
    found = audited(documents, examples, plan)
    assert any("2 of 10 documents of test (20.0%) share a whole sentence" in each for each in found.warnings)
    long = " ".join(f"word{n}" for n in range(60))
    documents, examples = dataset(
        30,
        part=lambda n: "test" if n < 10 else "train",
        text=lambda n: f"Story {n}\n\n{long if n in (0, 20) else f'Body {n}.'}",
    )
    found = audited(documents, examples, plan)
    assert found.clusters.n_cut == 1
    assert found.warnings[0] == "1 clusters of near-duplicates stand on both sides of the given cut"


def test_stamps_come_first():
    documents, examples = dataset(30)
    unknown = [msgspec.structs.replace(e, groups={**e.groups, "event": None}) for e in examples]
    plan = SplitPlan(kind="folds", n_folds=3, seed=1, group_by=("event",), allow_null=("event",))
    assert audited(documents, unknown, plan).warnings[0] == "ungrouped: event (30 of 30 documents)"


def test_tasks_of_spans_have_no_probes():
    documents, examples = dataset(20)
    spans = [
        SpanExample(
            **{field: getattr(e, field) for field in ("example_id", "doc_id", "text", "start", "end")},
            part="all",
            cluster=e.cluster,
            groups=e.groups,
            spans=[MarkedSpan(id="m", label="cue", starts=[0], ends=[1])],
            unit_starts=[0],
            unit_ends=[e.end],
        )
        for e in examples
    ]
    found = audited(documents, spans, SplitPlan(kind="folds", n_folds=2, seed=1))
    assert (found.probes, found.labels) == (None, [])
    assert found.parts[0].labels == {"cue": 10}
    assert "Shortcuts" not in render_audit(found)


def test_an_audit_can_be_stored_and_is_the_same_for_the_same_seed():
    plan = SplitPlan(kind="folds", n_folds=4, seed=1)
    found = audited(*dataset(40), plan)
    assert msgspec.json.decode(encode_json(found), type=Audit) == found
    assert audited(*dataset(40), plan) == found


def test_the_text_begins_with_warnings_and_keeps_odd_names_in_their_cells():
    documents, examples = dataset(40)
    odd = [
        msgspec.structs.replace(e, groups={"outlet": f"o|{e.groups['outlet']}\n2"}, part="all")
        for e in examples
    ]
    text = render_audit(audited(documents, odd, SplitPlan(kind="folds", n_folds=4, seed=1)))
    assert text.index("a model must beat that") < text.index("| known alone |")
    assert "| o\\|o0 2 | 20 | 1.00 | 0.00 |" in text
    table_rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in table_rows)


@pytest.mark.parametrize("n", [1, 3])
def test_a_tiny_dataset_can_be_audited(n):
    documents, examples = dataset(n, part=lambda n: "train" if n else "test")
    found = audited(documents, examples, SplitPlan(kind="given", seed=1, given="part"))
    assert found.n_examples == n
    assert render_audit(found)
