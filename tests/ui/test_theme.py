"""The look of the window: icons that are there, words that can be read, sizes that follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QIcon, QImage, QRawFont
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QStyle,
    QStyleOptionViewItem,
)

import boshan_desk.ui
from boshan_desk.assets import asset
from boshan_desk.ui import icons, theme

WANTED = (
    "home station gi case event enterprise report bin add save save-new undo redo import export",
    "template filter filter-clear columns search refresh print preview withdraw restore attach",
    "open paste copy-down close settings language large-type help warning stop note ok history",
    "calendar up down more zoom-in zoom-out page-next page-prev cancel edit",
)

SOURCES = sorted(Path(boshan_desk.ui.__file__).parent.glob("*.py"))


WORDS_ON_GROUND: Final = (
    *((words, ground) for words in ("ink", "muted") for ground in ("window", "base", "stripe")),
    *((words, ground) for words in ("ink", "muted") for ground in ("header", "accent_mist")),
    *((words, "accent_soft") for words in ("ink", "accent_deep")),
    *(("accent", ground) for ground in ("window", "base", "accent_mist")),
    *(("on_accent", ground) for ground in ("accent", "accent_deep")),
    *((words, f"{words}_soft") for words in ("stop", "warn", "note", "ok")),
    *((words, "base") for words in ("stop", "warn", "note", "ok")),
    *((words, "window") for words in ("stop", "warn", "note", "ok")),
    *(("ink", f"{ground}_soft") for ground in ("stop", "warn", "note", "ok")),
)
"""Every pair of words and ground the style sheet makes, as names of `theme.Palette`."""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours from 1 to 21 (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def inked(picture: QImage) -> int:
    """How many pixels of the picture are not see-through."""
    return sum(
        picture.pixelColor(x, y).alpha() > 100
        for x in range(picture.width())
        for y in range(picture.height())
    )


@pytest.fixture(autouse=True)
def usual_type_afterwards(qapp: QApplication) -> Iterator[None]:
    """Whatever a test switches to, the next one finds the usual type."""
    yield
    theme.apply(qapp, large=False)


def test_every_icon_asked_for_in_the_window_has_been_drawn() -> None:
    asked = {
        name
        for source in SOURCES
        for name in re.findall(r'\bicon\("([a-z-]+)"', source.read_text(encoding="utf-8"))
    }
    assert asked, "the pattern finds no icon in the window's own code"
    assert asked | set(" ".join(WANTED).split()) <= set(icons.names())


@pytest.mark.parametrize("name", icons.names())
def test_an_icon_shows_in_every_mode_at_the_smallest_size(qapp: QApplication, name: str) -> None:
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled, QIcon.Mode.Selected):
        picture = icons.icon(name).pixmap(QSize(16, 16), 1.0, mode).toImage()
        assert picture.size() == QSize(16, 16)
        assert inked(picture) >= 4


@pytest.mark.parametrize("name", icons.names())
def test_an_icon_is_drawn_in_one_line_width_on_one_grid(name: str) -> None:
    path = asset("resources", "icons", "line", f"{name}.svg")
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert {node.get("stroke-width") for node in root.iter()} == {"1.7", None}


def test_a_disabled_icon_differs_from_a_usual_one(qapp: QApplication) -> None:
    usual, disabled = (
        icons.icon("save").pixmap(QSize(24, 24), 1.0, mode).toImage()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    )
    assert usual != disabled


def test_an_icon_has_a_picture_of_its_own_for_a_fine_screen(qapp: QApplication) -> None:
    picture = icons.icon("save").pixmap(QSize(20, 20), 1.5)
    assert picture.size() == QSize(30, 30)


def test_an_unknown_icon_is_refused(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("never-drawn")


def test_the_signs_of_two_severities_differ_without_colour(qapp: QApplication) -> None:
    signs = {
        name: icons.icon(name, "#000000").pixmap(QSize(24, 24), 1.0).toImage()
        for name in icons.OWN_INK
    }
    assert all(signs[one] != signs[other] for one, other in combinations(signs, 2))


@pytest.mark.parametrize("severity", ["stop", "warn", "note", "ok"])
def test_a_severity_has_a_sign_and_a_word(qapp: QApplication, severity: theme.Severity) -> None:
    assert not theme.severity_icon(severity).isNull()
    assert theme.severity_word(severity)


def test_the_programs_icon_is_there_in_every_size(qapp: QApplication) -> None:
    assert {size.width() for size in icons.app_icon().availableSizes()} == set(icons.APP_SIZES)
    assert inked(icons.app_icon().pixmap(QSize(16, 16), 1.0).toImage()) > 200
    head = asset("resources", "icons", "app", "boshan-desk.ico").read_bytes()[:6]
    assert head == bytes((0, 0, 1, 0, len(icons.APP_SIZES), 0))


@pytest.mark.parametrize(("words", "ground"), WORDS_ON_GROUND)
def test_words_stand_out_from_their_ground(words: str, ground: str) -> None:
    colours = asdict(theme.PALETTE)
    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["base", "window", "header"])
def test_edges_of_editors_and_the_focus_can_be_seen(ground: str) -> None:
    colours = asdict(theme.PALETTE)
    # WCAG 2.1, 1.4.11: parts of controls need 3.
    assert contrast(colours["edge"], colours[ground]) >= 3
    assert contrast(colours["accent"], colours[ground]) >= 3


def test_contrast_is_counted_as_the_standard_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.Bold])
def test_the_face_holds_the_rare_characters_of_names(
    qapp: QApplication, weight: QFont.Weight
) -> None:
    assert theme.load_fonts() in QFontDatabase.families()
    font = QFont(theme.load_fonts())
    font.setWeight(weight)
    face = QRawFont.fromFont(font)
    assert face.familyName() == theme.load_fonts()
    assert all(face.supportsCharacter(ord(character)) for character in "㛃䶮𬭎琉璃")


def test_large_type_makes_rows_and_widgets_grow(qapp: QApplication) -> None:
    theme.apply(qapp, large=False)
    line = QLineEdit("博山")
    line.show()
    usual_row = theme.row_height(QFontMetrics(qapp.font()))
    usual_line = line.sizeHint().height()
    theme.apply(qapp, large=True)
    assert theme.row_height(QFontMetrics(qapp.font())) > usual_row
    assert line.sizeHint().height() > usual_line


@pytest.mark.parametrize("large", [False, True])
def test_a_row_and_an_editor_are_higher_than_their_words(qapp: QApplication, large: bool) -> None:
    theme.apply(qapp, large=large)
    metrics = QFontMetrics(qapp.font())
    assert theme.row_height(metrics) > metrics.height()
    assert QLineEdit().sizeHint().height() > metrics.height()


def test_a_finding_changes_how_an_editor_looks(qapp: QApplication) -> None:
    line = QLineEdit("演示")
    line.resize(200, 40)
    before = line.grab().toImage()
    theme.dress(line, severity="stop")
    after = line.grab().toImage()
    edge = after.pixelColor(1, after.height() // 2).name()
    assert before != after
    assert edge == theme.PALETTE.stop


def test_a_look_given_later_shows_at_once(qapp: QApplication) -> None:
    label = QLabel("草稿")
    label.show()
    plain = label.sizeHint()
    theme.dress(label, role="chip")
    assert label.sizeHint().width() > plain.width()


def test_the_chosen_place_is_bold_and_not_only_coloured(qapp: QApplication) -> None:
    places = QListWidget()
    places.addItems(["首页", "执法案件"])
    places.setCurrentRow(1)
    drawn = theme.BoldWhenSelected(places)
    weights = []
    for row in range(2):
        option = QStyleOptionViewItem()
        if places.item(row).isSelected():
            option.state = QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        drawn.initStyleOption(option, places.model().index(row, 0))
        weights.append(option.font.weight())  # type: ignore[attr-defined]
    assert weights[1] > weights[0]
