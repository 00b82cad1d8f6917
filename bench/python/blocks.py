"""Runs every ```python block of a page by itself, in an empty folder: python bench/python/blocks.py docs/coming-from-sbi.md"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

failed = 0
for page in map(Path, sys.argv[1:]):
    text = page.read_text()
    for block in re.finditer(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        line = text[: block.start()].count("\n") + 1
        with tempfile.TemporaryDirectory() as folder:
            ended = subprocess.run(
                [sys.executable, "-c", block[1]],
                cwd=folder,
                env={**os.environ, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"},
                capture_output=True,
                text=True,
            )
        failed += ended.returncode != 0
        print(f"{page}:{line}", "runs" if ended.returncode == 0 else f"fails\n{ended.stderr}")
        if "-v" in os.environ.get("BLOCKS", ""):
            print(ended.stdout)
sys.exit(failed > 0)
