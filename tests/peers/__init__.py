"""Real servers of other people: installed, started, judged and stopped on this machine, for ``reports/``."""
