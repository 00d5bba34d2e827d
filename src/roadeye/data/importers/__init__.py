"""Labels of other tools and data sets, read into pictures and masks; a file per format."""
