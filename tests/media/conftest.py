"""Makes the pictures beside the tests findable."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
