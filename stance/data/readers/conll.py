"""CoNLL: a token per line with its tag, an empty line between sentences; BIO, BIOES, BILOU and IOB1 tags.

The format does not hold the text. It is put together from the tokens by a rule (`join`), and then
`groups["offsets"]` is "synthetic", or taken from raw texts (`texts`) in which the tokens are found again.

Tags that contradict each other are mended, and `groups["tags_mended"]` is the number of such tags: an inside
or end tag that continues nothing of its type begins a span (in IOB1 that is no fault, but it cannot be told
from one). A span that a BIOES tag left open ends where the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.readers.conll_text import Join, aligned, joined
from stance.data.readers.sources import SourceFile, files_under, read_utf8
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta

_SUFFIXES: Final = frozenset({".conll", ".bio", ".iob", ".iob2", ".bioes", ".tsv", ".txt"})
_DOCUMENT = "-DOCSTART-"
_TAG = re.compile(r"([BIESLU])(?:-(.+))?")


class Options(ReaderOptions, frozen=True, kw_only=True):
    """Where token and tag stand, and how the text is put together."""

    token_column: int = 0
    label_column: int = -1
    """Negative columns count from the end."""
    separator: Literal["whitespace", "tab"] = "whitespace"
    comment: str = ""
    """Begins lines to be left out, such as "# "; empty is none."""
    layer: str = "conll"
    annotator: str = "conll"
    join: Join = "news"
    """"space" puts one between all tokens; "news" none before closing and after opening punctuation."""
    texts: str = ""
    """Folder of raw texts, NAME.txt for NAME.conll (NAME-2.txt for its second document); empty is none."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A token with its tag."""

    text: str
    tag: str
    line: int


_Sentences = list[list[_Token]]


def read(paths: Sequence[Path], options: Options, /) -> Iterator[Delivery | InputError]:
    """Yield one delivery per document, in order of file and line, and an error for each broken document.

    A document is a file, or what stands between `-DOCSTART-` lines of one.
    """
    # Where raw texts are given, they may lie beside the tokens.
    for source in files_under(paths, _SUFFIXES - {".txt"} if options.texts else _SUFFIXES):
        if isinstance(source, InputError):
            yield source
            continue
        try:
            content = read_utf8(source.path, source.name).removeprefix("\ufeff")
        except InputError as error:
            yield error
            continue
        for number, lines in enumerate(_documents(content), 1):
            name = source.name.removesuffix(source.path.suffix) + (f"-{number}" if number > 1 else "")
            try:
                yield _delivery(source, name, lines, options)
            except InputError as error:
                yield error


def _documents(content: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the numbered lines of each document; a document without any token is none."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(content.split("\n"), 1):
        if line.startswith(_DOCUMENT):
            if any(line.strip() for _, line in lines):
                yield lines
            lines = []
        else:
            lines.append((number, line.removesuffix("\r")))
    if any(line.strip() for _, line in lines):
        yield lines


def _delivery(source: SourceFile, name: str, lines: list[tuple[int, str]], options: Options) -> Delivery:
    sentences = _sentences(lines, options, source.name)
    tokens = [token for sentence in sentences for token in sentence]
    where = f"{source.name}:{lines[0][0]}"
    if not tokens:
        raise refuse(where, "empty", "a line with a token", "comments only", "Take the document out.")
    text, places = _placed(sentences, options, name, source.name)
    spans, n_mended = _spans(sentences, options, source.name)
    groups = {} if options.texts else {"offsets": "synthetic"}
    if n_mended:
        groups["tags_mended"] = str(n_mended)
    marks = tuple(
        DeliveredMark(
            id=f"m{number}",
            layer=options.layer,
            label=label or options.layer,
            pieces=((places[first][0], places[last][1]),),
            covered=(text[places[first][0] : places[last][1]],),
            where=f"{source.name}:{tokens[first].line}",
        )
        for number, (first, last, label) in enumerate(spans, 1)
    )
    return Delivery(
        article=Article(article_id=name, text=text, path=source.name, meta=ArticleMeta(groups=groups)),
        where=where,
        annotations=(DeliveredAnnotation(annotator=options.annotator, layers=(options.layer,), marks=marks),),
        conventions=("code_points",),
    )


def _sentences(lines: list[tuple[int, str]], options: Options, where: str) -> _Sentences:
    sentences: _Sentences = [[]]
    for number, line in lines:
        if options.comment and line.startswith(options.comment):
            continue
        # Only blanks and tabs divide columns; tokens may hold other white space, such as no-break spaces.
        if not line.strip(" \t"):
            sentences.append([])
        else:
            sentences[-1].append(_token(line, number, options, where))
    return [sentence for sentence in sentences if sentence]


def _token(line: str, number: int, options: Options, where: str) -> _Token:
    fields = line.split("\t") if options.separator == "tab" else re.split("[ \t]+", line.strip(" \t"))
    try:
        if len(fields) < 2:
            raise IndexError
        text, tag = fields[options.token_column], fields[options.label_column]
    except IndexError:
        text, tag = "", ""
    if not text.strip() or not tag:
        expected = f"a token in column {options.token_column} and a tag in column {options.label_column}"
        raise refuse(
            f"{where}:{number}", "parse_error", expected, repr(line[:80]), "Correct the line or the columns."
        )
    return _Token(text, tag, number)


def _placed(
    sentences: _Sentences, options: Options, name: str, where: str
) -> tuple[str, list[tuple[int, int]]]:
    """Return the text and where each token stands in it."""
    words = [[token.text for token in sentence] for sentence in sentences]
    if not options.texts:
        return joined(words, options.join)
    path = Path(options.texts) / f"{name}.txt"
    if not path.is_file():
        raise refuse(where, "missing", f"the raw text {path.name}", "no such file", "Give all raw texts.")
    text = read_utf8(path, path.name).removeprefix("\ufeff")
    numbered = [(token.text, f"{where}:{token.line}") for one in sentences for token in one]
    return text, aligned(text, numbered, path.name)


def _spans(sentences: _Sentences, options: Options, where: str) -> tuple[list[tuple[int, int, str]], int]:
    """Return the first token, last token and label of each span, and how many tags were mended."""
    spans: list[tuple[int, int, str]] = []
    n_mended = n_before = 0
    for sentence in sentences:
        is_open = False
        for index, token in enumerate(sentence, n_before):
            kind, label = _tag(token, where)
            continues = kind in "IEL" and is_open and spans[-1][2] == label
            n_mended += kind in "IEL" and not continues
            if continues:
                spans[-1] = (spans[-1][0], index, label)
            elif kind != "O":
                spans.append((index, index, label))
            is_open = kind in "BI"
        n_before += len(sentence)
    return spans, n_mended


def _tag(token: _Token, where: str) -> tuple[str, str]:
    """Return the first letter and the type of a tag; a tag may have no type."""
    if token.tag == "O":
        return "O", ""
    match = _TAG.fullmatch(token.tag)
    if match is None:
        raise refuse(
            f"{where}:{token.line}",
            "parse_error",
            "a tag such as B-LABEL, I-LABEL or O",
            repr(token.tag[:80]),
            "Name the column of the tags: label_column.",
        )
    return match.group(1), match.group(2) or ""
