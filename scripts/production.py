"""Print yes or no: is this a production installation, by the settings' own reading?"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")

from django.conf import settings

print("yes" if settings.PRODUCTION else "no")
