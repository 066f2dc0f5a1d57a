"""How often each client may do something."""

import threading
import time
from collections import OrderedDict

_REMEMBERED = 10_000


class Rate:
    """Lets each client do something `burst` times at once, and from then on `per_minute` times a minute (a token bucket)."""

    def __init__(self, burst: int, per_minute: float) -> None:
        self._burst, self._per_second = float(burst), per_minute / 60
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what was left, and when; the last to come last

    def wait(self, client: str) -> float:
        """0 where it may be done now, which is then counted, else the seconds until it may."""
        now = time.monotonic()
        with self._lock:
            left, since = self._left.pop(client, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._per_second)
            may = left >= 1
            self._left[client] = (left - 1 if may else left, now)
            if len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
        return 0.0 if may else (1 - left) / self._per_second
