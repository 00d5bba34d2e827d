"""A pinhole camera as a person would write it down."""

EXAMPLE = """\
width = 1280    # of the pictures, pixels
height = 720
fx = 1000.0     # focal lengths, pixels
fy = 1000.0
cx = 640.0      # principal point, pixels from the upper left
cy = 360.0
above_road = 1.4  # height of the camera, metres
pitch = 2.0     # degrees, downwards is positive
roll = 0.0      # degrees, right side down is positive
"""
