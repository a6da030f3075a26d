"""What looks like reported speech and lays nothing to anybody."""

import pytest


@pytest.mark.parametrize(
    "body",
    [
        # titles, terms and scare quotes
        "She carried “The Long Night” on the train.",
        "The so-called “experts” met on Monday.",
        "The band played “Blue Pier” twice.",
        "The council gave an award to the “Friends of the Pier”.",
        "A boat called the ‘Merry Heron’ has left.",
        # nouns with the form of a verb
        "The report on the pier was late.",
        "The press secretary left early.",
        "State aid fell last year.",
        "The offer was late, and so were the claims.",
        "Its written answers ran to nine pages.",
        "A call came at noon.",
        "The order books are full.",
        # verbs that say nothing
        "Mara Quill did not comment.",
        "The owner noted down the number.",
        "He acknowledged the guests.",
        "She told a joke.",
        "The pier was built in 1906.",
        "The storm shut the pier on Monday.",
    ],
)
def test_nothing_is_laid_to_anybody(relations, body):
    assert relations(body) == []


@pytest.mark.parametrize(
    "body", ["—", "“", "‘’“”", "said", "said said said.", ", he said", "“…”", "According to", "It is said"]
)
def test_fragments_are_read_without_fault(relations, body):
    assert isinstance(relations(f"{body}\n\n{body}"), list)
