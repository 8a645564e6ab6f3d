"""Markdown: read back by a parser of CommonMark with tables, it is what the document says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from symgrad import Graph
from symgrad.diagram import DiagramTooLarge
from symgrad.exercise import Exercise, Worksheet, load
from symgrad.language import Language
from symgrad.solution import Heading, Storyboard, Table
from symgrad.solution.document import Document, Paragraph
from symgrad.solution.markdown import escaped, render
from symgrad.solution.sentences import said
from tests.worked import WORKED

MATH = re.compile(r"\$\$\n(.*?)\n\$\$|(?<![\\$])\$(?!\$)(.+?)(?<!\\)\$", re.DOTALL)


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def without_math(text: str) -> str:
    """Put a word in the place of every formula, as a reader does that knows formulas."""
    return MATH.sub("FORMULA", text)


def words(token: Token) -> str:
    """Return the text of an inline token; line breaks are spaces."""
    kinds = {"text", "code_inline", "text_special"}
    return "".join(
        child.content if child.type in kinds else " " if child.type.endswith("break") else ""
        for child in token.children or ()
    )


def inline(tokens: list[Token], kind: str) -> Iterator[tuple[Token, Token]]:
    """Yield the blocks of a kind, each with its content."""
    for place, token in enumerate(tokens):
        if token.type == f"{kind}_open":
            yield token, tokens[place + 1]


def rows(tokens: list[Token]) -> list[list[str]]:
    """Return the cells of all rows of all tables."""
    found: list[list[str]] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            found.append([])
        elif token.type in ("td_open", "th_open"):
            found[-1].append(words(tokens[place + 1]))
    return found


def worksheet(**keys) -> Exercise:
    content = {"title": "T", "graph": "d = a + b; Y = d*b", "inputs": {"a": 1, "b": 2}} | keys
    return Exercise("w", "w.toml", Worksheet.model_validate(content), "0123abcd")


CASES = [(name, lang) for name in WORKED for lang in ("es", "en")]


@pytest.fixture(params=CASES, ids=lambda case: "-".join(case), scope="module")
def document(request) -> Document:
    name, lang = request.param
    return load(name).solve(lang).document


@pytest.fixture
def text(document) -> str:
    return render(document, "files").text


def test_it_is_the_same_every_time(document, text):
    assert render(document, "files").text == text


def test_headings_are_those_of_the_document(document, text):
    language = Language(document.lang)
    wanted = [(1, document.title)]
    for block in document.blocks:
        if isinstance(block, Heading):
            title = said(block.content, language, lambda tree: "FORMULA")
            wanted.append((block.level + 1, title))
        elif isinstance(block, Storyboard):
            wanted.append((3, language.text("page.steps")))
            for card in block.cards:
                place = language.text("page.place", number=card.number, of=len(block.cards))
                title = said(card.title, language, lambda tree: "FORMULA")
                wanted.append((4, f"{place} · {title}"))
    found = inline(parsed(without_math(text)), "heading")
    assert [(int(token.tag[1]), words(content)) for token, content in found] == wanted


def test_paragraphs_are_those_of_the_document(document, text):
    language = Language(document.lang)
    found = [words(content) for _, content in inline(parsed(without_math(text)), "paragraph")]
    for block in [*document.blocks, *document.colophon]:
        if isinstance(block, Paragraph):
            wanted = said(block.content, language, lambda tree: "FORMULA")
            assert " ".join(wanted.split()) in found


def test_tables_have_their_rows_and_columns(document, text):
    tables = [block for block in document.blocks if isinstance(block, Table)]
    columns = [len(table.columns) for table in tables for _ in (table.columns, *table.rows)]
    found = rows(parsed(without_math(text)))
    assert [len(row) for row in found] == columns
    assert len(columns) > 15


def test_tables_keep_their_cells_with_formulas_in_place(text):
    """Those who know no formulas split a row at each bar: there is none in a formula."""
    assert [len(row) for row in rows(parsed(text))] == [
        len(row) for row in rows(parsed(without_math(text)))
    ]
    for source in formulas(text):
        assert "|" not in source
        assert r"\\" not in source
        assert not re.search(r"\\[!-/:-@\[-`{-~]", re.sub(r"\\[_$%&#{}]", "", source))


def formulas(text: str) -> list[str]:
    return [display or short for display, short in MATH.findall(text)]


def test_columns_of_numbers_are_aligned_to_the_right(document, text):
    tables = [block for block in document.blocks if isinstance(block, Table)]
    rules = re.findall(r"^\| ((?:---|--:)(?: \| (?:---|--:))*) \|$", text, re.MULTILINE)
    found = [{n for n, rule in enumerate(line.split(" | ")) if rule == "--:"} for line in rules]
    assert found == [table.right & {*range(len(table.columns))} for table in tables]


def test_dollar_signs_are_balanced(text):
    rest = MATH.sub("", text)
    assert "$" not in rest.replace(r"\$", "")
    for source in formulas(text):
        assert "$" not in source.replace(r"\$", "")
        assert source.count("{") == source.count("}")
        assert "\n\n" not in source
    assert len(formulas(text)) > 80


def test_the_decimal_comma_is_in_braces(document, text):
    found = re.findall(r"\d(\{,\}|[.,])\d", " ".join(formulas(text)))
    assert set(found) <= ({"{,}"} if document.lang == "es" else {"."})
    assert len(found) > 10


def test_every_picture_is_there_and_every_file_is_shown(document, text):
    page = render(document, "my files")
    tokens = parsed(without_math(page.text))
    images = [child for token in tokens for child in token.children or () if child.type == "image"]
    shown = [unquote(image.attrs["src"]) for image in images]
    assert shown == [f"my files/{name}" for name in page.files]
    assert all(image.content for image in images)
    (board,) = (block for block in document.blocks if isinstance(block, Storyboard))
    assert len(shown) == len(board.cards)
    for picture in page.files.values():
        assert ElementTree.fromstring(picture).tag.endswith("}svg")
        assert not re.search(r"<script|href=\"http|url\(", picture)


def test_each_step_has_its_own_picture(document):
    files = render(document, "files").files
    assert len(set(files.values())) == len(files)


def test_questions_come_before_answers_and_mistakes_are_set_off(document, text):
    (board,) = (block for block in document.blocks if isinstance(block, Storyboard))
    steps = re.split(r"\n#### (?=Step|Paso)", text)[1:]
    assert len(steps) == len(board.cards)
    for card, step in zip(board.cards, steps, strict=True):
        body = re.split(r"\n#+ ", step)[0]
        question = body.index("\n**")
        assert question < body.index("$$")
        assert body.count("\n$$\n") == 2 * len(card.formulas)
        assert body.count("\n> **") == (card.mistake is not None)


# --- Texts from outside -------------------------------------------------------------------------

HOSTILE = [
    "a | b || c",
    "$5 and $6 \\$",
    "<script>alert(1)</script> & &lt;b&gt;",
    r"\frac{a}{b} C:\new\text",
    "1. first",
    "12) twelfth",
    "# heading",
    "ends with #",
    "C# and #1 ##",
    "- list",
    "+ list",
    "> quote",
    "* star * _under_ __strong__ **bold** `code` ~~gone~~",
    "[link](http://example.org) ![image](x.png) <http://example.org>",
    "=== \N{SNAKE} الدالة",
    "--- | ---",
    "{{ 7*7 }} {.class} ^up^ ~down~ @name :::",
    "[^1] [x] \\",
    "&amp; &#35; &copy",
]


def heading_of(document: Document) -> str:
    first = next(inline(parsed(render(document, "files").text), "heading"))[1]
    return words(first)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_come_out_as_text(title):
    document = replace(load("graph").solve("en").document, title=title)
    assert heading_of(document) == title.strip()


@pytest.mark.parametrize("words_from_outside", HOSTILE)
def test_hostile_texts_come_out_as_paragraphs(words_from_outside):
    parts = [{"kind": "backward", "title": words_from_outside}]
    exercise = worksheet(statement=words_from_outside, source=words_from_outside, parts=parts)
    tokens = parsed(without_math(render(exercise.solve("en").document, "files").text))
    paragraphs = [words(content) for _, content in inline(tokens, "paragraph")]
    headings = [words(content) for _, content in inline(tokens, "heading")]
    assert words_from_outside in paragraphs
    assert f"Source: {words_from_outside}" in paragraphs
    assert words_from_outside in headings
    assert {"bullet_list_open", "ordered_list_open", "html_block", "code_block"}.isdisjoint(
        token.type for token in tokens
    )


def test_a_statement_of_several_lines_stays_text():
    statement = (
        "First line\n# no heading\n1. no list\n    no code\n\n- no list\n=====\n---\n\n"
        "    indented\n\tlast"
    )
    exercise = worksheet(statement=statement)
    tokens = parsed(without_math(render(exercise.solve("en").document, "files").text))
    found = " ".join(words(content) for _, content in inline(tokens, "paragraph"))
    for line in statement.split("\n"):
        assert line.strip() in found
    headings = [words(content) for _, content in inline(tokens, "heading")]
    assert "no heading" not in headings
    assert not [heading for heading in headings if "line" in heading or "list" in heading]


@pytest.mark.parametrize("title", ["two\nlines", "two\r\nlines", "tab\there"])
def test_a_title_is_one_line(title):
    document = replace(load("graph").solve("en").document, title=title)
    assert " ".join(heading_of(document).split()) == " ".join(title.split())


@pytest.mark.parametrize("written", HOSTILE)
def test_escaped_words_are_read_as_words(written):
    (paragraph,) = parsed(escaped(written))[1:2]
    assert words(paragraph) == written


@pytest.mark.parametrize("written", HOSTILE)
def test_escaped_words_stay_in_their_cell(written):
    tokens = parsed(f"| a | b |\n| --- | --- |\n| {escaped(written)} | c |\n")
    assert rows(tokens) == [["a", "b"], [written, "c"]]


def test_bars_and_choices_are_written_without_what_markdown_reads():
    exercise = worksheet(graph="Y = abs(a - 3)*elu(b - 4) + max(a, b)", expand=False)
    text = render(exercise.solve("en").document, "files").text
    source = " ".join(formulas(text))
    assert r"\vert" in source
    assert r"\begin{cases}" in source
    assert "|" not in source
    assert r"\\" not in source


def test_a_cell_of_text_keeps_its_table_together():
    document = worksheet(graph="año = a + b; Y = año*b").solve("es").document
    found = rows(parsed(without_math(render(document, "files").text)))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(found) == sum(len(table.rows) + 1 for table in tables)


# --- Folders and large graphs -------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["año (1)", "a b", "x)y", "100%", "<b>", "a#b?c"])
def test_folders_of_any_name_are_found(folder):
    page = render(load("graph").solve("en").document, folder)
    tokens = parsed(without_math(page.text))
    images = [child for token in tokens for child in token.children or () if child.type == "image"]
    assert [unquote(image.attrs["src"]) for image in images] == [
        f"{folder}/{name}" for name in page.files
    ]


def test_without_a_picture_the_rest_is_there(monkeypatch):
    def refuse(*_, **__):
        raise DiagramTooLarge("diagram_too_deep", count=1)

    document = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2}).solution("en")
    drawn = render(document, "files")
    monkeypatch.setattr("symgrad.solution.markdown.pictures", refuse)
    plain = render(document, "files")
    assert plain.files == {}
    assert "![" not in plain.text
    kept = [line for line in drawn.text.splitlines() if not line.startswith("![")]
    assert [line for line in kept if line] == [line for line in plain.text.splitlines() if line]


def test_two_storyboards_have_pictures_of_their_own():
    parts = [{"kind": "backward", "title": "A"}, {"kind": "backward", "title": "B"}]
    page = render(worksheet(parts=parts).solve("en").document, "files")
    assert len(page.files) == page.text.count("![") == 2 * 7


def test_a_line_of_many_terms_makes_a_page():
    trace = Graph.from_text("Y = a" + " - b" * 300, expand=False).run({"a": 1, "b": 2})
    text = render(trace.solution("en"), "files").text
    assert text.count(" - b") >= 300
