"""One file for each layout of a labelled data set."""
