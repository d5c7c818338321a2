"""Whether the three engines agree on a made dataset, and a disagreement as a ready-made case."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

from sourcebook.declare import open_target
from sourcebook.engines import ENGINES, engine
from sourcebook.engines.agreement import compare
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from fuzz.made import Made
    from sourcebook.findings import Difference

SLOW = settings(derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""An example is a whole check by three engines; the same ones are drawn at each run."""


def differences(made: Made, engines: tuple[str, ...] = ENGINES) -> tuple[Difference, ...]:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        target = open_target(made.write(Path(folder)))
        outcomes = {name: engine(name)(target, None, Silent()) for name in engines}
        return compare(outcomes, target.dataset).differences


def case(made: Made) -> str:
    """The dataset as it stands in a table of cases: each resource, and the files."""
    lines = [json.dumps(resource) for resource in made.descriptor["resources"]]
    lines += [f"    {name}: {data!r}" for name, data in made.files.items()]
    return "\n".join(lines)
