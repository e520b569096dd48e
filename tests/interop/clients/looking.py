"""What keywright sees of a file that clients are asked about, and whether a client has its key."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from tests.interop.clients.cases import Case
    from tests.interop.clients.drivers import Answer
    from tui.keyops.inspection.report import KeyReport
    from tui.keyops.services.shape import Shape


@functools.cache
def looked_at(case: Case) -> tuple[KeyReport, Shape]:
    """What is seen of it, once for all clients."""
    return _report_on(case), shape_of(case.data)


def _report_on(case: Case) -> KeyReport:
    reports = inspect(case.data, Secret(case.passphrase) if case.passphrase else None)
    return next((one for one in reports if one.is_meant), reports[0])


def has_read(case: Case, answer: Answer) -> bool:
    """Whether a client has the key: some make another public key of a file, and notice nothing."""
    return answer.loaded and answer.public in {None, case.public}
