import pytest

import stance
from stance.compose.request import ScoringRequest
from stance.compose.scoring import score
from stance.data.targets import TargetSet
from stance.errors import BundleError, InputError
from stance.records.codec import decode_analysis
from stance.records.document import Entity, Target


@pytest.fixture(scope="module")
def text():
    return (
        "Council backs the toll\n\nThe mayor said the toll “will pay for repairs” on Monday. Shopkeepers "
        "claimed that the brutal toll ruins the harbour.\n"
    )


def test_predict_finds_who_speaks(text):
    analysis = stance.predict(text, outlet="courier", date="2025-03-12")
    said = [attribution.source[0].text for attribution in analysis.attributions if attribution.source]
    assert "The mayor" in said
    assert analysis.document.meta.outlet_id == "courier"
    assert analysis.document.meta.published_at == "2025-03-12"


def test_predict_and_predict_many_agree_whatever_the_batch(text):
    texts = [text, "A short note. The mayor said it rains.", text.replace("mayor", "minister")]
    together = stance.predict_many(texts)
    apart = [stance.predict_many([each])[0] for each in texts]
    assert [a.scores for a in together] == [a.scores for a in apart]
    assert [a.findings.cues for a in together] == [a.findings.cues for a in apart]
    assert stance.predict(text) == together[0]


def test_predict_and_score_take_the_same_path(text, tmp_path):
    (tmp_path / "a.txt").write_text(text)
    score(ScoringRequest(paths=(tmp_path / "a.txt",), out=tmp_path / "out"))
    scored = decode_analysis((tmp_path / "out" / "analyses.jsonl").read_bytes(), "a")
    predicted = stance.predict(text)
    assert scored.scores == predicted.scores
    assert scored.findings.attributions == predicted.findings.attributions


def test_targets_are_texts_or_a_set_with_entities(text):
    assert [s.target for s in stance.predict(text, ["the toll"]).stances if s.holder == "article"] == ["T1"]
    given = TargetSet(
        [Target(id="TOLL", kind="policy", text="the toll")],
        [Entity(id="E1", name="the mayor", type="person", side="council")],
    )
    analysis = stance.predict(text, given)
    assert analysis.document.targets == given.targets
    assert analysis.document.entities == given.entities


def test_title_that_is_not_in_the_text_becomes_the_headline(text):
    analysis = stance.predict("The mayor said it rains.", title="Rain over the harbour")
    headline = analysis.document.units[0]
    assert analysis.document.text[headline.start : headline.end] == "Rain over the harbour"


def test_seed_changes_intervals_only(text):
    first, second = stance.predict(text, seed=1), stance.predict(text, seed=2)
    assert first.findings == second.findings
    assert first.scores.attribution == second.scores.attribution


def test_empty_text_and_unknown_bundle_are_refused():
    with pytest.raises(InputError):
        stance.predict("  \n ")
    with pytest.raises(BundleError):
        stance.predict("The mayor said it rains.", bundle="gpt")


def test_package_names_no_other_attribute():
    with pytest.raises(AttributeError, match="prediction"):
        stance.prediction  # noqa: B018
