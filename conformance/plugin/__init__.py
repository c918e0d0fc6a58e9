"""pytest glue: one item per requirement, scenarios played once per session.

Nothing else in the package imports pytest, but for what spreads generated requests over processes.
"""
