#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""Ansible module: the keys of a host as JSON Lines, in a file on that host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: keywright_inspect
short_description: Write the SSH keys of a host as JSON Lines
description:
  - Runs C(keywright inspect -r --jsonl) and keeps what it prints in a file on the host, 0600.
  - Opens no connection, asks for no passphrase, and changes nothing but O(dest).
options:
  paths:
    description: Files and folders, with all folders in them. What is not there is left out.
    type: list
    elements: path
    required: true
  dest:
    description: Where the lines are written on the host.
    type: path
    required: true
  program:
    description: keywright on the host, a name on the PATH or a path.
    type: str
    default: keywright
author:
  - the keywright maintainers
attributes:
  check_mode:
    description: Nothing is run and nothing is written.
    support: full
"""

EXAMPLES = r"""
- name: Look at the keys
  keywright.fleet.keywright_inspect:
    paths: [/etc/ssh, /root/.ssh, /home]
    dest: /root/keys.jsonl
"""

RETURN = r"""
dest:
  description: Where the lines are.
  type: str
  returned: always
keys:
  description: How many lines tell of a key.
  type: int
  returned: when it was run
errors:
  description: How many lines tell of a file or a line that could not be read.
  type: int
  returned: when it was run
"""

import json
import os
import subprocess
import tempfile

from ansible.module_utils.basic import AnsibleModule


def counted(path):
    """How many lines of a file tell of a key, and how many of an error; a line that is no JSON raises."""
    keys = errors = 0
    with open(path, encoding="ascii") as lines:
        for line in lines:
            if json.loads(line)["error"] is None:
                keys += 1
            else:
                errors += 1
    return keys, errors


def content(path):
    """What a file holds; None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def main():
    """Run keywright, and put what it printed in its place."""
    module = AnsibleModule(
        argument_spec={
            "paths": {"type": "list", "elements": "path", "required": True},
            "dest": {"type": "path", "required": True},
            "program": {"type": "str", "default": "keywright"},
        },
        supports_check_mode=True,
    )
    dest = module.params["dest"]
    if module.check_mode:
        module.exit_json(changed=not os.path.exists(dest), dest=dest)
    paths = [path for path in module.params["paths"] if os.path.lexists(path)]
    handle, made = tempfile.mkstemp(dir=module.tmpdir)
    told = b""
    if paths:
        # run_command keeps all that is printed in memory, and this may be a gigabyte.
        with os.fdopen(handle, "wb") as lines:
            try:
                done = subprocess.run(
                    [module.params["program"], "inspect", "-r", "--jsonl", "--", *paths],
                    stdin=subprocess.DEVNULL,
                    stdout=lines,
                    stderr=subprocess.PIPE,
                    check=False,
                    # The zipapp unpacks itself: here, it goes with the rest of this run.
                    env={**os.environ, "SHIV_ROOT": module.tmpdir},
                )
            except OSError as error:
                module.fail_json(msg=f"{module.params['program']}: {error.strerror}", dest=dest)
        told = done.stderr[-2000:]
        if done.returncode not in (0, 1):  # 1: something is wrong with a key, and a line says what
            module.fail_json(
                msg=f"keywright ended with {done.returncode}",
                stderr=told.decode("utf-8", "replace"),
                dest=dest,
            )
    else:
        os.close(handle)
    try:
        keys, errors = counted(made)
    except (ValueError, KeyError) as error:
        module.fail_json(msg=f"keywright printed a line that is no JSON: {error}", dest=dest)
    changed = content(dest) != content(made)
    module.atomic_move(made, dest)
    os.chmod(dest, 0o600)
    module.exit_json(changed=changed, dest=dest, keys=keys, errors=errors)


if __name__ == "__main__":
    main()
