"""From a picture to the road in it: letterbox, network, probability map, mask, files."""
