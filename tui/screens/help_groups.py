"""How the help is grouped, and what stands on it besides keys: the marks of the list, paste, the ways out."""

from __future__ import annotations

from typing import Final

GROUPS: Final = (
    (
        "Look",
        (
            "open page works_with expand fold plain hidden filter find sort numbers private form bare "
            "qr_code report other_pane file"
        ),
    ),
    ("Copy", "copy copy_row copy_chosen copy_fingerprint deploy install print clear"),
    ("Make", "new another convert sign certificate save finish submit do_it help_it free_name"),
    (
        "Change",
        (
            "edit repair rename delete replace skip undo mark star all remove remove_all remove_host hash "
            "disable"
        ),
    ),
    ("Check", "verify audit problems services uses host try history"),
    ("Trust", "unlock lock agent add"),
    (
        "Go",
        (
            "show_screen jump up refresh back settings actions help leave suspend_process divide move turn "
            "first last step scroll scroll_by scroll_card read choose other answer go close escape give_up "
            "complete enter_row step_row tab_row delete_letter delete_digit"
        ),
    ),
)
"""Heading, and the names of its actions."""

LEGEND: Final = (
    ("!", "something is wrong with it; ! lists what"),
    ("*", "marked with Space; in Works with, starred"),
    ("◆", "the agent holds it"),
    ("none enc open", "no passphrase, a passphrase, unlocked for now"),
    ("pub cert ppk", "the other files of the key"),
    ("pub≠", "the .pub belongs to another key"),
)
"""The marks in the list of keys."""

MORE: Final = (
    ("paste", "a key pasted outside a field is shown, not saved"),
    ("Esc", "cancels what is running, or goes back"),
    ("q, Ctrl+Q", "quit: q on the list of keys, Ctrl+Q anywhere"),
    ("Ctrl+Z", "to the shell; fg brings it back"),
)
"""What is no key of one screen."""


def group_of(action: str) -> int:
    """Which group an action is of."""
    return next((at for at, (_, names) in enumerate(GROUPS) if action in names.split()), len(GROUPS) - 1)
