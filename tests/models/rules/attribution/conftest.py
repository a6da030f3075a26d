import pytest

from stance.models.rules.attribution.tagger import RuleAttributions
from stance.records.article import Article
from stance.text.clean import clean
from stance.text.parse import parse

RULES = RuleAttributions()


def _find(body, headline="News from the harbour"):
    article = Article(article_id="a", text=f"{headline}\n\n{body}")
    return RULES.find_attributions(parse(clean(article)))


def _relation(attribution):
    parts = (attribution.source, attribution.cue, attribution.content)
    return " | ".join(" + ".join(span.text for span in spans) or "-" for spans in parts)


@pytest.fixture(scope="session")
def find():
    """All attributions of a body text."""
    return _find


@pytest.fixture(scope="session")
def relations():
    """The attributions of a body text as "source | cue | content + content", "-" for an empty role."""
    return lambda body, **options: [_relation(a) for a in _find(body, **options)]


@pytest.fixture(scope="session")
def only():
    """The one attribution of a body text."""

    def only(body):
        (attribution,) = _find(body)
        return attribution

    return only
