"""Offline evaluation: data sets, runs, measures, significance and the report that a researcher can check."""
