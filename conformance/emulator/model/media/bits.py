"""Writing codes of any number of bits, as picture and video formats have them."""

from __future__ import annotations


class Bits:
    """Bits in the order in which they are put."""

    def __init__(self) -> None:
        self._value = 0
        self._length = 0

    def put(self, value: int, width: int) -> Bits:
        """Append ``value`` as ``width`` bits, the highest first."""
        self._value = self._value << width | value
        self._length += width
        return self

    def code(self, text: str) -> Bits:
        """Append bits written as ``0`` and ``1``."""
        return self.put(int(text, 2), len(text))

    def unsigned(self, number: int) -> Bits:
        """Append ``number`` as H.264 writes it (ue, Exp-Golomb)."""
        width = (number + 1).bit_length()
        return self.put(number + 1, 2 * width - 1)

    def padded(self, bit: int) -> bytes:
        """All of it as whole bytes, the last filled up with ``bit``."""
        rest = -self._length % 8
        value = self._value << rest | ((1 << rest) - 1 if bit else 0)
        return value.to_bytes((self._length + rest) // 8, "big")
