"""The one style sheet: what Fusion and a palette cannot say about Qt's own controls.

Cards, rows, marks and bars are painted by their widgets. A rule belongs here only when a stock control needs
it in every panel.
"""

from __future__ import annotations

from pathlib import Path

from ui.tokens import Tokens, mix

_ICONS = (Path(__file__).resolve().parent.parent / "resources" / "icons").as_posix()


def style_sheet(t: Tokens) -> str:
    hover = mix(t.surface, t.text, 0.05)
    pressed = mix(t.surface, t.text, 0.10)
    knob = mix(t.surface, t.text, 0.22)
    knob_hover = mix(t.surface, t.text, 0.38)
    theme = "dark" if t.dark else "light"
    arrow, check = f"{_ICONS}/arrow-{theme}.svg", f"{_ICONS}/check-{theme}.svg"
    return f"""
QPushButton, QComboBox, QToolButton[look="plain"] {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px;
    padding: 5px 12px; min-height: 18px;
}}
QPushButton:hover, QComboBox:hover, QToolButton[look="plain"]:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {pressed}; }}
QPushButton:focus, QComboBox:focus {{ border-color: {t.accent}; }}
QPushButton:disabled, QComboBox:disabled {{ color: {t.faint}; }}
QPushButton[look="primary"] {{
    background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600;
}}
QPushButton[look="primary"]:hover {{ background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[look="primary"]:focus {{ border-color: {t.text}; }}
QPushButton[look="primary"]:disabled {{
    background: {t.sunk}; color: {t.faint}; border-color: {t.border};
}}
QPushButton[look="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[look="quiet"]:hover {{ background: {hover}; }}
QPushButton[look="quiet"]:focus {{ border-color: {t.accent}; }}
QPushButton[look="link"] {{
    background: transparent; border-color: transparent; color: {t.accent}; padding: 5px 2px;
}}
QPushButton[look="link"]:focus {{ border-color: {t.accent}; }}
QComboBox {{ padding-right: 24px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ border: 1px solid {t.border}; padding: 4px; outline: none; }}
QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {{
    background: {t.surface}; border: 1px solid {t.border}; border-radius: 6px; padding: 4px 8px;
    selection-background-color: {t.accent_tint}; selection-color: {t.text};
}}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
    border-color: {t.accent};
}}
QLineEdit[state="failed"] {{ border-color: {t.failed}; }}
QLineEdit {{ min-height: 20px; }}
QPlainTextEdit[look="bare"], QLineEdit[look="bare"] {{
    border: none; border-radius: 0; background: transparent; padding: 0;
}}
QAbstractItemView {{ border: none; outline: none; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {t.faint}; border-radius: 4px; background: {t.surface};
}}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator:checked {{
    background: {t.accent}; border-color: {t.accent}; image: url("{check}");
}}
QCheckBox::indicator:disabled {{ border-color: {t.border}; background: {t.sunk}; }}
QListView::item {{ padding: 5px 10px; border-radius: 4px; }}
QListView::item:selected {{ background: {t.accent_tint}; color: {t.text}; }}
QHeaderView {{ background: {t.sunk}; }}
QHeaderView::section {{
    background: {t.sunk}; color: {t.dim}; border: none; border-bottom: 1px solid {t.border};
    padding: 6px 10px; font-weight: 500;
}}
QTableView, QTreeView {{ gridline-color: {t.border}; }}
QTableView::item, QTreeView::item {{ padding: 4px 10px; border-bottom: 1px solid {t.border}; }}
QTableView::item:selected, QTreeView::item:selected {{ background: {t.accent_tint}; color: {t.text}; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {knob}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {knob_hover}; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QSplitter::handle {{ background: transparent; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{
    background: transparent; color: {t.dim}; border: none; border-bottom: 2px solid transparent;
    padding: 6px 10px; margin: 0 2px;
}}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:selected {{ color: {t.accent}; border-bottom-color: {t.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ color: {t.accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.border}; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.border}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent_tint}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 8px; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: 4px 6px; }}
"""
