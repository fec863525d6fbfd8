"""Puts the small preset beside the tests that spoil it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
