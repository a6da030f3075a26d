import pytest

from stance.data.delivery import Delivery
from stance.data.readers import webanno_tsv
from stance.data.readers.webanno_file import parse_webanno, stacked, unescape_value, value_and_id
from stance.errors import InputError

HEADER = "#FORMAT=WebAnno TSV 3.3\n"
SPAN = "#T_SP=webanno.custom.Cue|kind|voice\n"


def _lay(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def _read(folder, **options):
    return list(webanno_tsv.read([folder], webanno_tsv.Options(**options)))


def _one(folder, content, **options):
    _lay(folder, {"doc.txt/ann.tsv": content})
    (delivery,) = _read(folder, **options)
    assert isinstance(delivery, Delivery), delivery
    (annotation,) = delivery.annotations
    return delivery, annotation


def _spans(annotation):
    return [(mark.label, mark.pieces, mark.covered) for mark in annotation.marks]


def test_rows_with_one_number_are_one_mark(tmp_path):
    delivery, annotation = _one(
        tmp_path,
        f"{HEADER}{SPAN}\n\n#Text=They may go .\n"
        "1-1\t0-4\tThey\t_\t_\t\n"
        "1-2\t5-8\tmay\thedge[1]\tauthor[1]\t\n"
        "1-3\t9-11\tgo\thedge[1]|loaded[2]\tauthor[1]|*[2]\t\n"
        "1-4\t12-13\t.\t*\t*\t\n",
    )
    assert (delivery.article.article_id, delivery.article.text) == ("doc.txt", "They may go .")
    assert (delivery.article.meta.groups, delivery.conventions) == ({"offsets": "rebuilt"}, ("utf16",))
    assert (annotation.annotator, annotation.layers) == ("ann", ("Cue",))
    assert _spans(annotation) == [
        ("hedge", ((5, 11),), ("may go",)),
        ("loaded", ((9, 11),), ("go",)),
        ("*", ((12, 13),), (".",)),
    ]
    assert [mark.attributes for mark in annotation.marks] == [{"voice": "author"}, {}, {}]
    assert annotation.marks[0].where == "doc.txt/ann.tsv:7"
    assert len({mark.id for mark in annotation.marks}) == 3


def test_the_label_is_the_feature_that_is_named(tmp_path):
    _, annotation = _one(
        tmp_path, f"{HEADER}{SPAN}\n\n#Text=go\n1-1\t0-2\tgo\thedge\tauthor\t\n", label_feature="voice"
    )
    assert [(mark.label, mark.attributes) for mark in annotation.marks] == [("author", {"kind": "hedge"})]


def test_stacked_marks_without_numbers_are_apart(tmp_path):
    _, annotation = _one(tmp_path, f"{HEADER}{SPAN}\n\n#Text=go\n1-1\t0-2\tgo\ta|b\tx|y\t\n")
    assert [(mark.label, mark.attributes["voice"]) for mark in annotation.marks] == [("a", "x"), ("b", "y")]


def test_offsets_count_utf16_code_units(tmp_path):
    delivery, annotation = _one(
        tmp_path,
        f"{HEADER}{SPAN}\n\n#Text=🙂 may go\n"
        "1-1\t0-2\t🙂\t_\t_\t\n1-2\t3-6\tmay\ta[1]\t*[1]\t\n1-3\t7-9\tgo\ta[1]\t*[1]\t\n",
    )
    assert delivery.conventions == ("utf16",)
    assert _spans(annotation) == [("a", ((3, 9),), ("may go",))]


def test_a_file_that_counts_code_points_is_taken_as_it_is(tmp_path):
    delivery, annotation = _one(
        tmp_path, f"{HEADER}{SPAN}\n\n#Text=🙂 may\n1-1\t0-1\t🙂\t_\t_\t\n1-2\t2-5\tmay\ta\t*\t\n"
    )
    assert delivery.conventions == ("code_points",)
    assert _spans(annotation) == [("a", ((2, 5),), ("may",))]


def test_the_text_is_put_together_from_sentences_and_gaps(tmp_path):
    # The second sentence begins right behind the first, the third one step and the fourth three steps later.
    rows = (
        "\n\n#Text=A\n1-1\t0-1\tA\n\n#Text=B\n2-1\t1-2\tB\n\n#Text=C c\n#Text=c\n"
        "3-1\t3-4\tC\n3-2\t5-6\tc\n3-3\t7-8\tc\n\n#Text=D\n4-1\t11-12\tD\n"
    )
    delivery, _ = _one(tmp_path, HEADER + rows)
    assert delivery.article.text == "AB\nC c\nc\n  D"


def test_text_and_values_are_unescaped(tmp_path):
    delivery, annotation = _one(
        tmp_path,
        f"{HEADER}{SPAN}\n\n#Sentence.id=s1\n#Text=a\\tb \\\\ \\r[x]\n"
        "1-1\t0-3\ta\tb\tan \\| o\\_r \\-> \\[1\\]\\;\\*[3]\t\\_\t\n"
        "1-2\t4-5\t\\\t_\t_\t\n1-3\t7-10\t[x]\t\\*\t*\t\n",
    )
    assert delivery.article.text == "a\tb \\ \r[x]"
    assert [(mark.label, mark.covered) for mark in annotation.marks] == [
        ("an | o_r -> [1];*", ("a\tb",)),
        ("*", ("[x]",)),
    ]
    assert annotation.marks[0].attributes == {"voice": "_"}


def test_parts_of_tokens_are_marked(tmp_path):
    _, annotation = _one(
        tmp_path,
        f"{HEADER}#T_SP=webanno.custom.Cue|\n\n\n#Text=unhappy days\n"
        "1-1\t0-7\tunhappy\t_\t\n1-1.1\t2-7\thappy\t*[1]\t\n1-1.2\t3-3\t\t*\t\n1-2\t8-12\tdays\t_\t\n1-2.1\t8-11\tday\t*[1]\t\n",
    )
    # A layer without features labels with its own name; the empty mark is told by the import.
    assert _spans(annotation) == [("Cue", ((2, 11),), ("happy day",)), ("Cue", ((3, 3),), ("",))]


def test_relations_become_links(tmp_path):
    delivery, annotation = _one(
        tmp_path,
        f"{HEADER}{SPAN}#T_RL=webanno.custom.Of|kind|note|BT_webanno.custom.Cue\n\n\n#Text=They may go\n"
        "1-1\t0-4\tThey\ta[1]\t*[1]\tby|by\t*|x\t1-3|1-2[2_1]\t\n"
        "1-2\t5-8\tmay\ta[1]|b[2]\t*[1]|*[2]\t*\t*\t1-3[0_2]\t\n"
        "1-3\t9-11\tgo\tc\t*\t_\t_\t_\t\n",
    )
    ids = {mark.label: mark.id for mark in annotation.marks}
    assert [(link.layer, link.label, link.src, link.dst) for link in annotation.links] == [
        ("Of", "by", ids["c"], ids["a"]),
        ("Of", "by", ids["b"], ids["a"]),
        ("Of", "*", ids["c"], ids["b"]),
    ]
    assert annotation.layers == ("Cue", "Of")
    assert [link.attributes for link in annotation.links] == [{}, {"note": "x"}, {}]
    assert delivery.losses == ()


def test_relations_between_tokens_or_to_nothing_are_told(tmp_path):
    delivery, annotation = _one(
        tmp_path,
        f"{HEADER}{SPAN}#T_RL=dkpro.Dependency|kind|BT_dkpro.Token\n#T_RL=webanno.custom.Of|kind|BT_webanno.custom.Cue\n"
        "\n\n#Text=They go\n1-1\t0-4\tThey\ta\t*\tsubj\t1-2\tof\t1-2\t\n1-2\t5-7\tgo\t_\t_\t_\t_\t_\t_\t\n",
    )
    assert annotation.links == ()
    assert [(loss.where, loss.reason, loss.what) for loss in delivery.losses] == [
        ("doc.txt/ann.tsv:8", "unsupported", "Dependency>"),
        ("doc.txt/ann.tsv:8", "broken_reference", "Of>"),
    ]


def test_slots_become_links(tmp_path):
    delivery, annotation = _one(
        tmp_path,
        f"{HEADER}#T_SP=webanno.custom.Frame|kind|ROLE_webanno.custom.Frame:roles_webanno.custom.Link|webanno.custom.Cue\n"
        "#T_SP=webanno.custom.Cue|kind\n\n\n#Text=Bob sold it now\n"
        "1-1\t0-3\tBob\t_\t_\t_\tx\t\n"
        "1-2\t4-8\tsold\tdeal[1]\tseller;goods[1]\t1-1;1-3[2]\t_\t\n"
        "1-3\t9-11\tit\tdeal[1]\tseller;goods[1]\t1-1;1-3[2]\ty[2]|z[3]\t\n"
        "1-4\t12-15\tnow\tdeal\t*\t1-3\t_\t\n",
    )
    ids = {mark.label: mark.id for mark in annotation.marks}
    first, last = (mark.id for mark in annotation.marks if mark.label == "deal")
    assert [(link.layer, link.label, link.src, link.dst) for link in annotation.links] == [
        ("Frame", "seller", first, ids["x"]),
        ("Frame", "goods", first, ids["y"]),
    ]
    # Two cues stand at 1-3, so that the last target cannot be told.
    assert last != first
    assert [loss.reason for loss in delivery.losses] == ["broken_reference"]


@pytest.mark.parametrize(
    "order", [("referenceType", "referenceRelation"), ("referenceRelation", "referenceType")]
)
def test_neighbours_in_a_chain_are_linked(tmp_path, order):
    rows = [("1-1", "0-2", "He", "pr[1]", "coref->1-1"), ("1-2", "3-7", "shot", "_", "_")]
    rows += [
        ("1-3", "8-11", "his", "pr[1]|nom[2]", "*->1-2|*->2-1"),
        ("1-4", "12-14", "ow", "nom[2]", "of->2-1"),
    ]
    lines = "".join(
        "\t".join((*row[:3], *(row[3:] if order[0] == "referenceType" else row[:2:-1]), "")) + "\n"
        for row in rows
    )
    _, annotation = _one(
        tmp_path,
        f"{HEADER}#T_CH=webanno.custom.CorefLink|{'|'.join(order)}\n\n\n#Text=He shot his ow\n{lines}",
    )
    assert _spans(annotation) == [
        ("pr", ((0, 2),), ("He",)),
        ("pr", ((8, 11),), ("his",)),
        ("nom", ((8, 14),), ("his ow",)),
    ]
    assert [(link.label, link.src, link.dst) for link in annotation.links] == [
        ("coref", annotation.marks[0].id, annotation.marks[1].id)
    ]


def test_a_token_that_is_not_at_its_offsets_is_given_to_the_proof_as_it_is(tmp_path):
    _, annotation = _one(
        tmp_path, f"{HEADER}{SPAN}\n\n#Text=They may go\n1-1\t0-4\tThey\t_\t_\t\n1-2\t6-9\tmay\ta\t*\t\n"
    )
    assert _spans(annotation) == [("a", ((6, 9),), ("may",))]


def test_layers_of_one_name_keep_their_full_names(tmp_path):
    _, annotation = _one(
        tmp_path, f"{HEADER}#T_SP=one.Cue|k\n#T_SP=two.Cue|k\n\n\n#Text=go\n1-1\t0-2\tgo\ta\tb\t\n"
    )
    assert [(mark.layer, mark.label) for mark in annotation.marks] == [("one.Cue", "a"), ("two.Cue", "b")]


def test_annotators_of_a_document_are_told_by_stem_and_the_curator_is_known(tmp_path):
    content = f"{HEADER}{SPAN}\n\n#Text=go\n1-1\t0-2\tgo\ta\t*\t\n"
    names = ["ann", "bea", "CURATION_USER", "INITIAL_CAS"]
    _lay(tmp_path, {f"doc/{name}.tsv": content for name in names} | {"only/INITIAL_CAS.tsv": content})
    first, second = _read(tmp_path)
    assert {one.annotator: one.kind for one in first.annotations} == {
        "ann": "expert",
        "bea": "expert",
        "CURATION_USER": "adjudicated",
    }
    assert (second.article.article_id, second.annotations) == ("only", ())


def test_annotators_may_be_told_by_folder_or_not_at_all(tmp_path):
    content = f"{HEADER}{SPAN}\n\n#Text=go\n1-1\t0-2\tgo\ta\t*\t\n"
    _lay(tmp_path, {"ann/one.tsv": content, "bea/one.tsv": content})
    (delivery,) = _read(tmp_path, annotators="folder")
    assert (delivery.article.article_id, [one.annotator for one in delivery.annotations]) == (
        "one",
        ["ann", "bea"],
    )
    found = _read(tmp_path, annotators="single", annotator="me")
    assert [(one.article.article_id, one.annotations[0].annotator) for one in found] == [
        ("ann/one", "me"),
        ("bea/one", "me"),
    ]


def test_files_of_different_texts_are_not_taken_for_annotators_of_one(tmp_path):
    _lay(
        tmp_path,
        {
            "doc/a.tsv": f"{HEADER}\n\n#Text=go\n1-1\t0-2\tgo\n",
            "doc/b.tsv": f"{HEADER}\n\n#Text=no\n1-1\t0-2\tno\n",
        },
    )
    error, delivery = _read(tmp_path)
    assert isinstance(error, InputError)
    assert (error.where, error.action) == (
        "doc/b.tsv",
        "Say how the files lie: annotators=stem, folder or single.",
    )
    assert [one.annotator for one in delivery.annotations] == ["a"]


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        ("", 1, "#FORMAT=WebAnno TSV 3.3"),
        ("a\tb\n", 1, "#FORMAT=WebAnno TSV 3.3"),
        ("#FORMAT=WebAnno TSV 2.0\n", 1, "#FORMAT=WebAnno TSV 3.3"),
        (HEADER, 2, "a sentence with its tokens"),
        (f"{HEADER}\n\n1-1\t0-2\tgo\n", 4, "#Text="),
        (f"{HEADER}\n\n#Text=go\n", 5, "the tokens of the sentence"),
        (f"{HEADER}{SPAN}\n\n#Text=go\n1-1\t0-2\tgo\ta\t\n", 6, "2 cells"),
        (f"{HEADER}\n\n#Text=go\n1-1\t0-x\tgo\n", 5, "begin-end"),
        (f"{HEADER}\n\n#Text=go\n1-1\t2-0\tgo\n", 5, "begin-end"),
        (f"{HEADER}\n\n#Text=go\nx\t0-2\tgo\n", 5, "sentence-token"),
        (f"{HEADER}\n\n#Text=go\n1-1\t0-2\tgo\n\n#Text=on\n2-1\t1-3\ton\n", 8, "begins at 2"),
        (f"{HEADER}\n\n#Text=go\n1-1\t999999999-999999999\tgo\n", 5, "begins at 0"),
        (
            f"{HEADER}#T_CH=x.L|referenceType|referenceRelation\n\n\n#Text=go\n1-1\t0-2\tgo\ta[1]\tb\t\n",
            6,
            "chain-link",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, content, line, expected):
    _lay(tmp_path, {"doc/a.tsv": content})
    (error,) = _read(tmp_path)
    assert isinstance(error, InputError)
    assert error.where == f"doc/a.tsv:{line}"
    assert expected in error.expected


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing():
    content = f"{HEADER}{SPAN}\n\n#Text=go on\n1-1\t0-2\tgo\ta\t*\t\n1-2\t3-5\ton\t_\t_\t\n"
    assert parse_webanno("\ufeff" + content.replace("\n", "\r\n"), "a") == parse_webanno(content, "a")


def test_values_are_split_where_no_backslash_stands_before():
    assert stacked(r"a\\|b\|c|d", "|") == ["a\\\\", r"b\|c", "d"]
    assert value_and_id(r"a\\[1]") == ("a\\", "1")
    assert value_and_id("_") == (None, None)
    assert unescape_value(r"\\n\n") == "\\n\n"
