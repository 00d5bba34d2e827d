"""KITTI calibration, the ground plane and the bird's-eye view."""
