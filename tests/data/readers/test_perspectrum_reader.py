"""Perspectrum's claims, clusters of perspectives and split."""

import json
from collections import Counter
from pathlib import Path

import pytest

from stance.data.readers.perspectrum import Options, read
from stance.errors import InputError, ResourceMissingError


def cluster(*pids, label="SUPPORT", votes=(3, 0, 0, 0, 0)):
    return {
        "pids": list(pids),
        "stance_label_3": label,
        "stance_label_5": f"MILDLY_{label}",
        "voter_counts": list(votes),
        "evidence": [1],
    }


def claim(*clusters, number=4, topics=("ferries", "tolls")):
    text = f"Claim {number} on ferries"
    return {"cId": number, "text": text, "source": "debate", "perspectives": clusters, "topics": list(topics)}


@pytest.fixture
def deliver(tmp_path):
    """Writes the three files of the corpus, and returns what the reader delivers."""

    def deliver(*claims, parts=None, part="train,dev,test"):
        files = {
            "perspectrum_with_answers_v1.0.json": claims,
            "perspective_pool_v1.0.json": [
                {"pId": number, "text": f"Perspective {number}", "source": "pool"} for number in range(10)
            ],
            "dataset_split_v1.0.json": parts or {str(each["cId"]): "train" for each in claims},
        }
        for name, value in files.items():
            (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
        return list(read([tmp_path], Options(part=part)))

    return deliver


def test_each_perspective_of_a_cluster_is_a_document_about_the_claim(deliver):
    deliveries = deliver(claim(cluster(1, 2), cluster(3, label="UNDERMINE", votes=(0, 0, 1, 2, 0))))
    assert [delivery.article.text for delivery in deliveries] == [
        "Perspective 1",
        "Perspective 2",
        "Perspective 3",
    ]
    undermining = deliveries[2]
    (target,) = undermining.targets
    assert (target.id, target.kind, target.text) == ("claim-4", "claim", "Claim 4 on ferries")
    (answer,) = undermining.annotations[0].answers
    assert (answer.question, answer.about, answer.value) == ("stance", "claim-4", "UNDERMINE")
    assert answer.attributes == {
        "label_5": "MILDLY_UNDERMINE",
        "votes.SUPPORT": 0,
        "votes.MILDLY_SUPPORT": 0,
        "votes.MILDLY_UNDERMINE": 1,
        "votes.UNDERMINE": 2,
        "votes.NOT_A_PERSPECTIVE": 0,
    }


def test_groups_tell_part_claim_perspective_and_topics(deliver):
    (with_topics,) = deliver(claim(cluster(1)), parts={"4": "dev"})
    assert with_topics.article.meta.groups == {
        "part": "dev",
        "claim": "4",
        "perspective": "1",
        "topics": "ferries;tolls",
        "source": "debate",
    }
    (without,) = deliver(claim(cluster(1), topics=()))
    assert "topics" not in without.article.meta.groups


def test_only_the_parts_asked_for_are_read(deliver):
    claims = claim(cluster(1), number=4), claim(cluster(2), number=5)
    (delivery,) = deliver(*claims, parts={"4": "train", "5": "test"}, part="test")
    assert delivery.article.article_id == "perspectrum-5-2"


def test_a_pair_listed_twice_is_kept_once_and_told(deliver):
    (delivery,) = deliver(claim(cluster(1), cluster(1, votes=(2, 1, 0, 0, 0))))
    assert delivery.annotations[0].answers[0].attributes["votes.SUPPORT"] == 3
    assert [(loss.reason, loss.what) for loss in delivery.losses] == [("duplicate_record", "stance")]
    assert "[2, 1, 0, 0, 0]" in delivery.losses[0].detail


@pytest.mark.parametrize("broken", [cluster(99), cluster(1, votes=(1, 2))])
def test_a_perspective_that_cannot_be_read_is_named_and_the_next_one_read(deliver, broken):
    error, good = deliver(claim(broken, cluster(2)))
    assert isinstance(error, InputError)
    assert f"claim 4, perspective {broken['pids'][0]}" in str(error)
    assert good.article.text == "Perspective 2"


def test_claims_without_a_text_are_refused(deliver):
    with pytest.raises(InputError, match="text"):
        deliver({"cId": 1, "perspectives": []})


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ResourceMissingError, match="perspectrum_with_answers"):
        list(read([tmp_path], Options()))


CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "perspectrum"


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_the_real_corpus_has_the_published_number_of_pairs():
    deliveries = list(read([CORPUS], Options()))
    n_again = sum(len(delivery.losses) for delivery in deliveries)
    assert (len(deliveries), n_again, len(deliveries) + n_again) == (11_805, 17, 11_822)
    assert len({delivery.article.meta.groups["claim"] for delivery in deliveries}) == 907
    values = Counter(delivery.annotations[0].answers[0].value for delivery in deliveries)
    assert values == {"SUPPORT": 6_112, "UNDERMINE": 5_693}
