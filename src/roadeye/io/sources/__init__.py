"""What moving pictures come from: files, folders, cameras, addresses, standard input, recordings."""
