"""What both Python peers share: requests as lines of JSON on standard input, answers on standard output."""

import json
import os
import resource
import sys
import time

import numpy as np


def tutorial(count, rng):
    """theta ~ U(-2, 2)^3, x = theta + 1 + 0.1 e."""
    theta = rng.uniform(-2, 2, (count, 3)).astype(np.float32)
    return theta, (theta + 1 + 0.1 * rng.standard_normal((count, 3))).astype(np.float32)


def observations(count):
    """x of the tutorial at theta ~ U(-1.5, 1.5)^3: nobody loses draws at the walls."""
    rng = np.random.default_rng(5)
    theta = rng.uniform(-1.5, 1.5, (count, 3))
    return (theta + 1 + 0.1 * rng.standard_normal((count, 3))).astype(np.float32)


def pairs(spec, count, rng):
    """theta ~ N(0, I), and every number of x one of them with noise; a series is [channels, times] here."""
    dim, shape = spec["dim"], spec["xShape"]
    theta = rng.standard_normal((count, dim)).astype(np.float32)
    size = int(np.prod(shape))
    x = theta[:, np.arange(size) % dim] + 0.5 * rng.standard_normal((count, size))
    x = x.reshape(count, *shape).astype(np.float32)
    return theta, (np.ascontiguousarray(x.transpose(0, 2, 1)) if len(shape) == 2 else x)


def timed(task):
    start = time.perf_counter()
    value = task()
    return time.perf_counter() - start, value


def peak_bytes():
    """The most memory that this process ever had."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def site_bytes(distribution):
    """What a package and all it requires take up on disk."""
    from importlib.metadata import PackageNotFoundError, requires, files
    from re import match

    seen, todo, total = set(), [distribution], 0
    while todo:
        name = match(r"[A-Za-z0-9._-]+", todo.pop())[0].lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            total += sum(path.size or 0 for path in files(name) or [])
            todo += [line for line in requires(name) or [] if "extra ==" not in line]
        except PackageNotFoundError:
            continue  # of another platform
    return total


def serve(methods):
    """Answers requests until the input ends; an error is an answer too."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a library prints
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = methods[request["method"]](request)
        except Exception as error:  # noqa: BLE001
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
