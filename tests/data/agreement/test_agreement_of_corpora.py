from pathlib import Path

import pytest

from stance.data.agreement.report import agreement_of_folder
from stance.data.imports.importing import ImportRequest, import_annotations

CORPORA = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora"
pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the project"),
]


def measured(name, out, **options):
    request = ImportRequest(format=name, paths=[CORPORA / name], out=out, options=options, cleaning="none")
    import_annotations(request)
    return agreement_of_folder(out, seed=1, n_resamples=50)


def test_raters_of_biased_sentences_agree_as_measured_before(tmp_path):
    report = measured("babe", tmp_path / "babe")
    bias, opinion = report.questions
    # From five raters each: nominal alpha .40 and .42, 39 % of the sentences unanimous.
    assert (bias.question, bias.level, opinion.question) == ("bias", "nominal", "opinion")
    assert bias.alpha.value == pytest.approx(0.40, abs=0.005)
    assert bias.unanimous == pytest.approx(0.39, abs=0.005)
    assert opinion.alpha.value == pytest.approx(0.42, abs=0.005)
    low, high = bias.alpha.interval
    assert low < bias.alpha.value < high
    # The majority of the corpus is no rater.
    assert report.n_left_out == {"adjudicated": 3_674}


def test_annotators_of_attributions_agree_as_measured_before(tmp_path):
    (layer,) = measured("polnear", tmp_path / "polnear", part="train,dev").layers
    # 18 articles that several annotators share.
    assert layer.n_documents == 18
    labels = {one.label: one for one in layer.labels}
    assert layer.whole.token_alpha.value == pytest.approx(0.773, abs=0.01)
    assert labels["source"].exact_f1.value == pytest.approx(0.782, abs=0.01)
    assert labels["cue"].exact_f1.value == pytest.approx(0.711, abs=0.01)
    assert labels["content"].token_f1.value == pytest.approx(0.918, abs=0.01)
    assert layer.relations.cue_overlap_f1.value == pytest.approx(0.82, abs=0.01)
    assert layer.relations.source_exact.value == pytest.approx(0.91, abs=0.01)
    assert layer.relations.all_exact.value == pytest.approx(0.69, abs=0.03)
    assert all(gate.passed for gate in layer.gates)
