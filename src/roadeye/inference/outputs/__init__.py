"""What can be written of predictions: a result a file, for pictures and for videos."""
