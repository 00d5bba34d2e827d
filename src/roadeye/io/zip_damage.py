"""What Python raises on zip archives, `.npz` files included, that are cut short or altered."""

import lzma
import zipfile
import zlib

ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,  # an unknown method of compression, or the flag of encryption
)
