"""Puts the means to run the whole bot beside the tests that do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
