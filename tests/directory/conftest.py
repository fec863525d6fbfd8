"""Puts the small district beside the tests that spoil it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
