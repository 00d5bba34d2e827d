"""How the models in the package are made: `make model DATA=DIR RUNS=DIR`."""
