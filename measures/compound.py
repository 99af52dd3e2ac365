"""What an old office file (doc, xls, ppt, wps) holds: the names in its directory, and no more.

The format is [MS-CFB]: sectors of 512 or 4096 bytes, chained by a table (FAT) whose own sectors are
listed in the header and, for large files, in a chain of their own (DIFAT).
"""

import struct

HEADER = 512
IN_HEADER = 109  # sectors of the table that the header itself lists
LAST = 0xFFFFFFFA  # sector numbers from here on end a chain or mean nothing
ENTRY = 128
MOST_SECTORS = 2000  # of the directory: sixteen thousand names
SHIFTS = (9, 12)


class Compound:
    """A compound file, of which sectors are read as they are wanted."""

    def __init__(self, file):
        self.file = file
        file.seek(0)
        head = file.read(HEADER)
        if len(head) < HEADER:
            raise ValueError("shorter than its header")
        (shift,) = struct.unpack_from("<H", head, 30)
        if shift not in SHIFTS:
            raise ValueError("sectors of an unknown size")
        self.size = 1 << shift
        self.first = struct.unpack_from("<I", head, 48)[0]
        self.more = struct.unpack_from("<I", head, 68)[0]
        self.tables = list(struct.unpack_from(f"<{IN_HEADER}I", head, 76))

    def sector(self, number):
        """One sector; ValueError where the file ends before it."""
        self.file.seek((number + 1) * self.size)
        data = self.file.read(self.size)
        if len(data) < self.size:
            raise ValueError("a sector is missing")
        return data

    def table(self, index):
        """The number of the sector that holds a part of the table."""
        per = self.size // 4 - 1
        while index >= len(self.tables):
            if self.more >= LAST or len(self.tables) > MOST_SECTORS * per:
                raise ValueError("the table is too short")
            listed = struct.unpack(f"<{per + 1}I", self.sector(self.more))
            self.tables += listed[:per]
            self.more = listed[per]
        return self.tables[index]

    def after(self, number):
        """The sector that follows in its chain."""
        index, place = divmod(number, self.size // 4)
        return struct.unpack_from("<I", self.sector(self.table(index)), place * 4)[0]

    def names(self):
        """The names of all storages and streams; ValueError where the file is no compound file."""
        found, number, seen = set(), self.first, 0
        while number < LAST:
            seen += 1
            if seen > MOST_SECTORS:
                raise ValueError("the directory has no end")
            data = self.sector(number)
            for start in range(0, self.size, ENTRY):
                length, kind = struct.unpack_from("<HB", data, start + 64)
                if kind:
                    name = data[start : start + max(0, min(length, 64) - 2)]
                    found.add(name.decode("utf-16-le", "replace").casefold())
            number = self.after(number)
        return found


def names_in(file):
    """The names in a compound file's directory, in lower case, or None where it is none."""
    try:
        return Compound(file).names()
    except (ValueError, OverflowError, struct.error):
        return None
    finally:
        file.seek(0)
