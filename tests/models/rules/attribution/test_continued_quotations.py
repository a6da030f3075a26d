"""Quotations that go on without words of attribution of their own."""

import pytest


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "“The pier is shut,” Mara Quill said. “It will not open.”",
            ["Mara Quill | said | “The pier is shut,” + “It will not open.”"],
        ),
        (
            "'We shall not move,' said Councillor Vera Holm. 'Not for anyone.'",
            ["Councillor Vera Holm | said | 'We shall not move,' + 'Not for anyone.'"],
        ),
        # The closing mark stands only at the end.
        (
            "“The pier is shut,” Mara Quill said. “It is old.\n\n“We have no money.\n\n“Nobody has.”",
            ["Mara Quill | said | “The pier is shut,” + “It is old. + “We have no money. + “Nobody has.”"],
        ),
        # A new paragraph in marks of its own.
        (
            "“The pier is shut,” Mara Quill said.\n\n“It will not open for years.”",
            ["Mara Quill | said | “The pier is shut,” + “It will not open for years.”"],
        ),
        # Reported speech, then a paragraph that is nothing but a quotation.
        (
            "Mara Quill said the pier was shut.\n\n“It will not open for many years.”",
            ["Mara Quill | said | the pier was shut + “It will not open for many years.”"],
        ),
    ],
)
def test_a_quotation_goes_on_under_its_cue(relations, body, expected):
    assert relations(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Fewer than six words may be a sign or a title.
        (
            "Mara Quill said the pier was shut.\n\n“Gone fishing today.”",
            ["Mara Quill | said | the pier was shut"],
        ),
        # Nobody is reported to speak in the paragraph before.
        ("The pier was shut on Monday.\n\n“It will not open for many years.”", []),
        # An order gives no voice.
        (
            "The court ordered the yard to stop.\n\n“It will not open for many years.”",
            ["The court | ordered | the yard to stop"],
        ),
        # A quoted name inside a sentence of the author's.
        (
            "“The pier is shut,” Mara Quill said. A boat called the “Merry Heron” has left.",
            ["Mara Quill | said | “The pier is shut,”"],
        ),
        # The second quotation has a speaker of its own.
        (
            "“The pier is shut,” Mara Quill said. “It is open,” Ted Aldous said.",
            ["Mara Quill | said | “The pier is shut,”", "Ted Aldous | said | “It is open,”"],
        ),
    ],
)
def test_what_is_laid_to_nobody_is_not_added(relations, body, expected):
    assert relations(body) == expected


@pytest.mark.parametrize(("opening", "closing"), ["“”", '""', "‘’", ("''", "''"), "«»"])
def test_words_that_report_inside_a_quotation_end_at_its_mark(relations, opening, closing):
    found = relations(f"{opening}Yes, I believe it is shut,{closing} Vera Holm said.")
    assert found[0] == "I | believe | it is shut"


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ('"The pier is shut," Vera Holm said.', '"The pier is shut,"'),
        ("''The pier is shut,'' Vera Holm said.", "''The pier is shut,''"),
        ("‘The pier is shut,’ Vera Holm said.", "‘The pier is shut,’"),
        ("'It’s the players' choice,' Vera Holm said.", "'It’s the players' choice,'"),
        ("“He told me ‘never again’ and left,” Vera Holm said.", "“He told me ‘never again’ and left,”"),
        ('"He said "no" to me," Vera Holm said.', '"He said "no" to me,"'),
        (
            "The players’ union played rock 'n' roll, Vera Holm said.",
            "The players’ union played rock 'n' roll",
        ),
        ("The '90s were good, Vera Holm said.", "The '90s were good"),
        ("Mr O'Neill’s boat sank, Vera Holm said.", "Mr O'Neill’s boat sank"),
    ],
)
def test_marks_of_every_make_bound_the_content(find, body, content):
    found = [a for a in find(body) if a.level == 0]
    assert [(a.source[0].text, [s.text for s in a.content]) for a in found] == [("Vera Holm", [content])]
