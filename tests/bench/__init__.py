"""How fast the suite is, on a machine with nothing else to do: ``tox -e bench``."""
