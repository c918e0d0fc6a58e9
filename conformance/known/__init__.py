"""Known failures: a list of what fails and why, checked with every run. It explains results and launders none."""
