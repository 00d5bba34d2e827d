"""Pictures, videos and files in and out: the one place that knows bytes, BGR and EXIF."""
