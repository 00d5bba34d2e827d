"""Run a model file; one file per kind of file."""
