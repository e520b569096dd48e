"""Where the program without a Python begins: as keywright, or as one of its own children.

The loader of a single file puts the libraries that it unpacked before those of the machine, in a variable
that every child would inherit: tmux, xclip and others must have it as it was.
"""

import os
import sys

_LIBRARIES = "LD_LIBRARY_PATH"


def main() -> int:
    """Run what the first word asks for."""
    as_it_was = os.environ.pop(f"{_LIBRARIES}_ORIG", None)
    if as_it_was is None:
        os.environ.pop(_LIBRARIES, None)
    else:
        os.environ[_LIBRARIES] = as_it_was
    from keywright.process import child_main

    if sys.argv[1:2] == [child_main.FROZEN_WORD]:
        child_main.main(sys.argv[2])
        return 0
    from keywright.__main__ import start

    return start()


if __name__ == "__main__":
    sys.exit(main())
