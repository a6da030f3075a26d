from stance.data.delivery import Delivery
from stance.data.readers import ptc
from stance.errors import InputError

TEXT = "Awful plan\n\nIt is a disaster, a disaster.\n"


def _lay(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def _read(folder, **options):
    return list(ptc.read([folder], ptc.Options(**options)))


def _delivered(folder, **options):
    found = _read(folder, **options)
    assert all(isinstance(one, Delivery) for one in found), found
    return {one.article.article_id: one for one in found}


def test_labels_of_an_article_of_its_own_file_overlap_as_given(tmp_path):
    labels = "11\tLoaded_Language\t0\t5\n11\tRepetition\t12\t28\n11\tLoaded_Language\t18\t28\n"
    _lay(tmp_path, {"articles/article11.txt": TEXT, "labels/article11.task2-TC.labels": labels})
    one = _delivered(tmp_path)["article11"]
    assert (one.article.text, one.article.meta.title) == (TEXT, "Awful plan")
    (annotation,) = one.annotations
    assert (annotation.annotator, annotation.kind, annotation.layers) == (
        "ptc",
        "adjudicated",
        ("technique",),
    )
    assert [(mark.label, mark.pieces, mark.covered) for mark in annotation.marks] == [
        ("Loaded_Language", ((0, 5),), None),
        ("Repetition", ((12, 28),), None),
        ("Loaded_Language", ((18, 28),), None),
    ]
    assert annotation.marks[2].where == "labels/article11.task2-TC.labels:3"


def test_one_file_may_hold_the_labels_of_all_articles(tmp_path):
    labels = "11\tDoubt\t0\t5\n12\tDoubt\t0\t5\n"
    _lay(
        tmp_path, {"article11.txt": TEXT, "article12.txt": TEXT, "article13.txt": TEXT, "all.labels": labels}
    )
    found = _delivered(tmp_path)
    assert [len(one.annotations) for one in found.values()] == [1, 1, 0]


def test_spans_without_a_technique_are_a_layer_of_their_own(tmp_path):
    files = {"article11.txt": TEXT, "article11.task1-SI.labels": "11\t0\t5\n", "all.tsv": "11\tDoubt\t0\t5\n"}
    _lay(tmp_path, files)
    (annotation,) = _delivered(tmp_path)["article11"].annotations
    assert [(mark.layer, mark.label) for mark in annotation.marks] == [
        ("technique", "Doubt"),
        ("propaganda_span", "propaganda"),
    ]
    assert set(annotation.layers) == {"technique", "propaganda_span"}


def test_an_empty_file_of_labels_says_that_nothing_was_found(tmp_path):
    _lay(
        tmp_path,
        {
            "article11.txt": TEXT,
            "article11.task2-TC.labels": "",
            "article12.txt": TEXT,
            "article12.task1-SI.labels": "\n",
            "article13.txt": TEXT,
            "all.labels": "",
        },
    )
    found = _delivered(tmp_path)
    assert [one.annotations and one.annotations[0].layers for one in found.values()] == [
        ("technique",),
        ("propaganda_span",),
        (),
    ]


def test_a_label_given_twice_and_a_template_are_told(tmp_path):
    _lay(
        tmp_path,
        {
            "article11.txt": TEXT,
            "a.labels": "11\tDoubt\t0\t5\n11\tDoubt\t0\t5\n",
            "template.out": "11\t?\t0\t5\n",
        },
    )
    one = _delivered(tmp_path)["article11"]
    assert len(one.annotations[0].marks) == 1
    assert [(loss.where, loss.reason, loss.what) for loss in one.losses] == [
        ("a.labels:2", "duplicate_record", "technique/Doubt"),
        ("template.out:1", "unknown_label", "technique/?"),
    ]


def test_a_template_alone_is_no_annotation(tmp_path):
    _lay(tmp_path, {"article11.txt": TEXT, "template.out": "11\t?\t0\t5\n"})
    assert _delivered(tmp_path)["article11"].annotations == ()


def test_broken_lines_and_labels_without_article_are_told(tmp_path):
    _lay(
        tmp_path,
        {
            "article11.txt": TEXT,
            "article11.labels": "11\tDoubt\t0\n12\tDoubt\t0\t5\n11\tDoubt\t-1\t5\n"
            "11 Doubt 0 5\n11\tDoubt\t0\t5",
            "all.labels": "99\tDoubt\t0\t5\n99\tDoubt\t1\t5\n",
            "article12.txt": " \n",
            "techniques.txt": "Doubt\n",
        },
    )
    found = _read(tmp_path)
    errors = [(one.where, one.reason) for one in found if isinstance(one, InputError)]
    assert errors == [
        ("article11.labels:1", "parse_error"),
        ("article11.labels:2", "parse_error"),
        ("article11.labels:3", "parse_error"),
        ("article11.labels:4", "parse_error"),
        ("article12.txt", "empty"),
        ("all.labels:1", "missing"),
    ]
    (one,) = (one for one in found if isinstance(one, Delivery))
    assert len(one.annotations[0].marks) == 1


def test_an_article_that_stands_twice_is_refused(tmp_path):
    _lay(tmp_path, {"a/article11.txt": TEXT, "b/article11.txt": TEXT})
    found = _read(tmp_path)
    assert [one.reason for one in found if isinstance(one, InputError)] == ["duplicate_id"]


def test_line_ends_stay_and_either_way_of_counting_them_is_possible(tmp_path):
    text = TEXT.replace("\n", "\r\n")
    _lay(tmp_path, {"article11.txt": text, "all.labels": "11\tDoubt\t0\t5\r\n"})
    one = _delivered(tmp_path)["article11"]
    assert (one.article.text, one.conventions) == (text, ("code_points", "crlf_as_one"))
    assert len(one.annotations[0].marks) == 1
