"""`roadeye predict --show`: a window on what is being done, by Tk, which comes with Python."""

import time
from collections import deque
from pathlib import Path
from typing import Any

from roadeye.cli.predict_words import live_note
from roadeye.cli.terminal import say
from roadeye.inference.events import Advanced
from roadeye.io.images import write_png

_SIZE = (1280, 720)  # width and height that fit on most screens
_SHOWN = 1 / 30  # seconds between two pictures; eyes need no more, and drawing costs time
_COUNTED = 30  # frames, for the frames a second
_KEYS = "space: pause, s: save this frame, o: overlay, q: stop"


class Window:
    """Show frames as they are done; called from one thread.

    Attributes:
        closed: Whether the person wants no more.
        paused: Whether the work waits.
        with_overlay: Whether the road is coloured.
    """

    def __init__(self, root: Any) -> None:
        import tkinter as tk

        self.root = root
        self.closed = self.paused = False
        self.with_overlay = True
        self._picture = tk.Label(root)
        self._words = tk.Label(root, anchor="w", font="TkFixedFont")
        self._picture.pack()
        self._words.pack(fill="x")
        self._photo: Any = None
        self._event: Advanced | None = None
        self._times: deque[float] = deque(maxlen=_COUNTED)
        self._drawn = 0.0
        root.title("roadeye")
        root.protocol("WM_DELETE_WINDOW", self.close)
        actions = {"space": self._pause, "s": self._save, "o": self._switch, "q": self.close}
        for key, action in actions.items():
            root.bind(f"<Key-{key}>", lambda _, action=action: action())

    def show(self, event: Advanced) -> None:
        """Show a frame, and wait while the person pauses."""
        self._event = event
        self._times.append(time.monotonic())
        if not self.closed and time.monotonic() - self._drawn >= _SHOWN:
            self._draw()
        while self.paused and not self.closed:
            self.root.update()
            time.sleep(0.02)
        if not self.closed:
            self.root.update()

    def words(self) -> str:
        """Say how fast it is, and how a live source is kept up with."""
        told = "paused" if self.paused else f"{self._rate():.1f} frames a second"
        if self._event is not None and self._event.live is not None:
            told += f", {live_note(self._event.live)}"
        return f"{told}   ({_KEYS})"

    def close(self) -> None:
        """Take the window away; whoever does the work looks at `closed`."""
        if not self.closed:
            self.closed = True
            self.root.destroy()

    def _rate(self) -> float:
        seconds = self._times[-1] - self._times[0] if self._times else 0.0
        return (len(self._times) - 1) / seconds if seconds else 0.0

    def _draw(self) -> None:
        from PIL import Image, ImageTk

        if self._event is None or self._event.prediction is None:
            return
        found = self._event.prediction
        shown = Image.fromarray(found.overlay() if self.with_overlay else found.image)
        shown.thumbnail(_SIZE, Image.Resampling.BILINEAR)
        self._photo = ImageTk.PhotoImage(shown, master=self.root)  # Tk keeps no reference itself
        self._picture.configure(image=self._photo)
        self._words.configure(text=self.words())
        self._drawn = time.monotonic()

    def _pause(self) -> None:
        self.paused = not self.paused
        self._words.configure(text=self.words())

    def _switch(self) -> None:
        self.with_overlay = not self.with_overlay
        self._draw()

    def _save(self) -> None:
        if self._event is None or self._event.prediction is None:
            return
        output = self._event.job.paths[0]
        path = Path(output.parent, f"{output.stem}_{float(self._event.time):.3f}s.png")
        found = self._event.prediction
        write_png(path, found.overlay() if self.with_overlay else found.image)
        say(f"{path} is the frame that was shown.")


def open_window() -> Window | None:
    """Open a window; where that cannot be, say why and return None."""
    try:
        import tkinter as tk

        return Window(tk.Tk())
    except ImportError:
        say("no window: this Python has no Tk (Debian: python3-tk); the files are written.")
    except tk.TclError as error:
        say(f"no window: {error}; the files are written.")
    return None
