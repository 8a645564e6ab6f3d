"""Settings: who decides on language and decimal mark, and that nothing of it is left behind."""

import locale
import os
from pathlib import Path

import pytest

import symgrad
from symgrad import Graph, SymgradError, language, settings
from symgrad.errors import GraphError, InputError
from symgrad.exercise import load
from symgrad.language import Language, mark_of
from symgrad.lines import Program
from symgrad.trace import evaluate

VARIABLES = ("SYMGRAD_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Begin without settings, and with a system that has none; leave none."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(language, "_windows_locale", lambda: None)
    settings()
    yield
    settings()
    assert language._chosen == {}


def chosen() -> tuple[str, str]:
    found = Language.of()
    return found.code, found.decimal_mark()


def trace(value="1/4"):
    return Graph.from_text("Y = a*0.5").run({"a": value})


# --- Who decides --------------------------------------------------------------------------------

ORDER = [
    # settings, SYMGRAD_LANG, LANG: what is used
    ({}, None, None, ("en", "point")),
    ({}, None, "es_AR.UTF-8", ("es", "comma")),
    ({}, None, "es_MX.UTF-8", ("es", "point")),
    ({}, None, "fr_FR.UTF-8", ("en", "point")),
    ({}, None, "C", ("en", "point")),
    ({}, "es", "en_US.UTF-8", ("es", "comma")),
    ({}, "es-MX", None, ("es", "point")),
    ({}, "en", "es_AR.UTF-8", ("en", "point")),
    ({"lang": "es"}, "en", "en_US.UTF-8", ("es", "comma")),
    ({"lang": "en"}, "es", "es_AR.UTF-8", ("en", "point")),
    ({"lang": "es-MX"}, "en", None, ("es", "point")),
    ({"lang": "es"}, "es-MX", None, ("es", "point")),  # the country is still the user's
    ({"decimal": ","}, "en", None, ("en", "comma")),
    ({"decimal": "."}, "es", None, ("es", "point")),
    ({"decimal": "comma"}, None, "es_MX.UTF-8", ("es", "comma")),
    ({"lang": "es", "decimal": "point"}, "en", None, ("es", "point")),
    ({"lang": "ES_ar"}, None, None, ("es", "comma")),
]


@pytest.mark.parametrize(("own", "variable", "system", "used"), ORDER)
def test_settings_come_before_the_variable_and_that_before_the_system(
    own, variable, system, used, monkeypatch
):
    for name, value in (("SYMGRAD_LANG", variable), ("LANG", system)):
        if value is not None:
            monkeypatch.setenv(name, value)
    settings(**own)
    assert chosen() == used


def test_what_is_told_to_a_function_comes_before_settings():
    settings(lang="es", decimal=",")
    document = trace().solution(lang="en", decimal=".", title="T")
    assert (document.lang, document.mark, document.title) == ("en", "point", "T")
    document = trace().solution()
    assert (document.lang, document.mark) == ("es", "comma")
    assert document.title == Language("es").text("gradient.title")


def test_settings_hold_for_worksheets_messages_and_pictures():
    settings(lang="es", decimal=".")
    document = load("graph").solve().document
    assert (document.lang, document.mark) == ("es", "point")
    assert "Grafo" in trace()._repr_svg_()
    with pytest.raises(InputError) as caught:
        Graph.from_text("Y = a").run({})
    assert caught.value.message() == caught.value.message("es")


def test_what_is_left_out_goes_back_to_its_default():
    settings(lang="es", decimal=".")
    settings(lang="es")
    assert chosen() == ("es", "comma")
    settings(decimal=",")
    assert chosen() == ("en", "comma")
    settings()
    assert chosen() == ("en", "point")


def test_settings_are_asked_when_a_document_is_made():
    """A document keeps the language that it was made in."""
    settings(lang="es")
    document = trace().solution()
    settings(lang="en")
    assert document.lang == "es"
    assert "Hecho con symgrad" in document._repr_html_()


# --- Bad values ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "", " ", "english", "e", "español", "../es", "42"])
def test_another_language_is_refused_and_changes_nothing(lang):
    settings(lang="es", decimal=".")
    with pytest.raises(SymgradError) as caught:
        settings(lang=lang)
    assert caught.value.code == "setting_lang"
    assert "en, es" in caught.value.message("en")
    assert chosen() == ("es", "point")


@pytest.mark.parametrize("decimal", [";", "", ",,", "Comma", "·", "dot"])
def test_another_mark_is_refused_and_changes_nothing(decimal):
    settings(lang="es", decimal=".")
    with pytest.raises(SymgradError) as caught:
        settings(lang="en", decimal=decimal)
    assert caught.value.code == "setting_decimal"
    assert chosen() == ("es", "point")
    with pytest.raises(SymgradError):
        trace().solution(decimal=decimal)


def test_marks_by_sign_and_name():
    assert [mark_of(mark) for mark in (",", ".", "comma", "point", None)] == [
        *("comma", "point", "comma", "point", None)
    ]


def test_settings_are_told_by_name():
    with pytest.raises(TypeError):
        settings("es")


# --- The solution of a run ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "decimal", "number"),
    [("es", ",", "0,125"), ("es", ".", "0.125"), ("en", ",", "0,125")],
)
def test_the_solution_of_a_run_is_in_the_language_and_mark_that_are_asked_for(
    lang, decimal, number, tmp_path
):
    document = trace().solution(lang=lang, decimal=decimal)
    document.save(tmp_path / "a.txt")
    shown = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert number in shown
    assert ("Gradiente" in shown) == (lang == "es")
    other = number.translate(str.maketrans(",.", ".,"))
    assert other not in shown


def test_a_run_without_a_backward_pass_has_no_solution():
    graph = Graph.from_text("Y = a*2")
    with pytest.raises(GraphError) as caught:
        evaluate(Program(graph).given({"a": 1}).forward()).solution()
    assert caught.value.code == "no_backward_pass"


def test_a_title_of_ones_own():
    assert trace().solution(title="{0} %s <b>").title == "{0} %s <b>"


# --- Nothing else is changed --------------------------------------------------------------------


def test_settings_change_no_locale_and_no_environment():
    before = dict(os.environ), locale.setlocale(locale.LC_ALL), Path.cwd()
    settings(lang="es", decimal=",")
    trace().solution()._repr_html_()
    assert (dict(os.environ), locale.setlocale(locale.LC_ALL), Path.cwd()) == before


def test_settings_are_at_hand():
    assert symgrad.settings is settings
    assert "settings" in symgrad.__all__
