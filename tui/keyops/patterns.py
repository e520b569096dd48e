"""``compiled`` is ``re.compile`` that waits until the pattern is first used.

Compiling takes Python a tenth of a millisecond, and several for a large pattern; a verb imports 200 of them
and uses a few. A type checker sees ``re.compile`` itself.

Before 3.11.5, Python matches ``(...)*+`` wrongly where the group can be matched in more than one way or looks
ahead; Debian 12 has 3.11.2. There ``(?>(...)*)`` is compiled in its place: it means the same, and newer
Pythons do so themselves. Source: CPython issues 106052 and 100061.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

__all__ = ["compiled"]

if TYPE_CHECKING:
    from re import compile as compiled
else:
    _METHODS = ("match", "search", "fullmatch", "finditer", "findall", "split", "sub", "subn")

    _compile = re.compile
    if sys.version_info < (3, 11, 5):
        from .old_patterns import compile_old as _compile

    class _Late:
        """A pattern that is compiled when the first of its methods is asked for."""

        def __init__(self, source, flags) -> None:  # noqa: ANN001
            self.pattern, self._flags = source, flags

        def __getattr__(self, name):  # noqa: ANN001, ANN204
            if name.startswith("__"):  # what copying and pickling look for
                raise AttributeError(name)
            made = _compile(self.pattern, self._flags)
            for method in _METHODS:
                setattr(self, method, getattr(made, method))  # they are found without us from now on
            return getattr(made, name)

    def compiled(source, flags=0):  # noqa: ANN001, ANN201
        """A compiled pattern, as far as anybody can see."""
        return _Late(source, flags)
