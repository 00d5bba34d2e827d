"""A KITTI Road submission: bird's-eye maps of the whole test set in one zip file."""
