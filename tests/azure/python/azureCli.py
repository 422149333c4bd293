"""
Runs commands of the Azure CLI, unmodified: reads one JSON list of arguments a line, and prints one JSON line for each with its
exit code and its outputs. One process for all commands: the CLI takes a second to start, and a tenth of it for a command.
"""

import json
import os
import sys
import tempfile

from azure.cli.core import get_default_cli


def run(arguments, directory):
    """The outputs are those of the process: the CLI keeps the streams that it finds at its start."""
    outputs = [os.path.join(directory, name) for name in ("stdout", "stderr")]
    kept = [os.dup(descriptor) for descriptor in (1, 2)]
    for descriptor, path in enumerate(outputs, start=1):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, descriptor)
        os.close(file)
    try:
        code = get_default_cli().invoke(arguments)
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for descriptor, copy in enumerate(kept, start=1):
            os.dup2(copy, descriptor)
            os.close(copy)
    stdout, stderr = (open(path, encoding="utf8").read() for path in outputs)
    return {"code": code or 0, "stdout": stdout, "stderr": stderr}


with tempfile.TemporaryDirectory() as scratch:
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line), scratch)), flush=True)
