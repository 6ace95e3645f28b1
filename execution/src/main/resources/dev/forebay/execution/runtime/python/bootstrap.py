"""Entry point of Python functions. The work is in forebay_runtime, which is kept compiled."""

import forebay_runtime

forebay_runtime.main()
