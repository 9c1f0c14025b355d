"""Dagster's view of the night: thin assets that read, call, write and report. No work is done here."""
