"""Run the command line as `python -m booklet`."""

import signal
import sys

# While the program is loaded there is nothing to tidy up: Ctrl-C ends it without a word
signal.signal(signal.SIGINT, signal.SIG_DFL)

from booklet.cli import main  # noqa: E402 - loaded after that

sys.exit(main())
