"""Look at a data set's labels as an editor would: what is odd, and in which pictures."""
