"""Many inputs: a manifest of what is done, worker processes, tables, object stores, Ray."""
