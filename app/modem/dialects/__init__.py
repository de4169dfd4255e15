"""How each family of modems is asked and read; a new family is a file here and a line in `table`."""

from app.modem.dialects.base import Asking, Dialect, Question
from app.modem.dialects.table import BY_NAME, DIALECTS, dialect_for

__all__ = ["BY_NAME", "DIALECTS", "Asking", "Dialect", "Question", "dialect_for"]
