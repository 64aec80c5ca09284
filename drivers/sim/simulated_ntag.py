"""A simulated NTAG: its memory page by page, its locks, and its refusals. Also tags that are no NTAG."""

PAGE = 4
SIZES = {0x0B: (20, None, 6), 0x0E: (41, 0x24, 16), 0x0F: (45, 0x28, 18), 0x11: (135, 0x82, 62), 0x13: (231, 0xE2, 109)}
"""By storage size code: pages, page of the dynamic locks, size in the capability container in units of 8 bytes."""
FAR_LOCKS = {0x0E: 2, 0x0F: 2, 0x11: 16, 0x13: 16}
"""Pages locked by each dynamic lock bit, by storage size code."""
UID = bytes.fromhex("04a1b2c3d4e5f6")
NEVER = 0xFF


class SimulatedNtag:
    """`storage` None: a tag with the same commands that reports no version, like an Ultralight."""

    def __init__(self, uid: bytes = UID, storage: int | None = 0x0F, kind: int = 0x00) -> None:
        self.uid, self.storage, self.kind = uid, storage, kind
        self.pages, self._locks_at, size = SIZES[0x0B if storage is None else storage]
        self.memory = bytearray(PAGE * self.pages)
        check = 0x88
        for byte in uid[:3]:
            check ^= byte
        self.memory[0:8] = uid[:3] + bytes((check,)) + uid[3:7]
        self.memory[12:16] = bytes((0xE1, 0x10, size, 0x00))
        self.memory[16:19] = b"\x03\x00\xfe"
        self.require_password_from(NEVER)
        self.is_active = False
        self.written: list[int] = []
        """The pages of all accepted writes, in order."""

    def lock(self, *pages: int) -> None:
        """Lock pages for ever, with all pages that share their bit."""
        for page in pages:
            if page < 16:
                self._set_bit(2 * PAGE + 2, page)
            elif self._locks_at is not None and self.storage is not None:
                self._set_bit(self._locks_at * PAGE, (page - 16) // FAR_LOCKS[self.storage])

    def require_password_from(self, page: int) -> None:
        """Refuse writes from `page` on without a password."""
        self.memory[(self.pages - 4) * PAGE + 3] = page

    def forget_format(self) -> None:
        """Remove the capability container, as some tags are sold."""
        self.memory[12:16] = bytes(PAGE)

    def put(self, content: bytes) -> None:
        """Write content from page 4 on, as another device may have done."""
        self.memory[4 * PAGE : 4 * PAGE + len(content)] = content

    def answer(self, command: bytes) -> bytes | None:
        """The answer to a command; None: refused, after which the tag must be selected again."""
        if not self.is_active:
            return None
        answer = self._answer(command)
        self.is_active = answer is not None
        return answer

    def _answer(self, command: bytes) -> bytes | None:
        match command[0]:
            case 0x60 if len(command) == 1 and self.storage is not None:
                return bytes((0, 4, 4, 2, 1, 0, self.storage, 3))
            case 0x30 if len(command) == 2 and command[1] < self.pages:
                return bytes((self.memory * 2)[command[1] * PAGE : command[1] * PAGE + 16])
            case 0xA2 if len(command) == 2 + PAGE and self._takes(command[1]):
                self.memory[command[1] * PAGE : (command[1] + 1) * PAGE] = command[2:]
                self.written.append(command[1])
                return b""
        return None

    def _takes(self, page: int) -> bool:
        needs_password = page >= self.memory[(self.pages - 4) * PAGE + 3]
        return 2 <= page < self.pages and not needs_password and not self._is_locked(page)

    def _is_locked(self, page: int) -> bool:
        if page < 16:
            return self._bit(2 * PAGE + 2, page)
        if self._locks_at is None or self.storage is None or page >= self._locks_at:
            return False
        return self._bit(self._locks_at * PAGE, (page - 16) // FAR_LOCKS[self.storage])

    def _bit(self, at: int, number: int) -> bool:
        return bool(self.memory[at + number // 8] >> number % 8 & 1)

    def _set_bit(self, at: int, number: int) -> None:
        self.memory[at + number // 8] |= 1 << number % 8
