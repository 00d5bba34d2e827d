"""Drafts of labels as labelling tools read them; a file per format."""
