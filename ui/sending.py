"""How far a response has come."""

from starlette.types import Message, Send


class Sending:
    """Passes a response on, and knows whether it has begun and whether all of it was sent."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = self.is_over = False

    async def __call__(self, message: Message) -> None:
        """Send the next of its messages."""
        self.has_begun = True
        self.is_over = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send(message)
