"""Labelled data sets as samples `(name, image, road, valid)`; one file per layout."""
