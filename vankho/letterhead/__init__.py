"""Reading a letter as it is printed: its text in, what its head and its foot say of it out, and its body.

The parts are those of Nghị định 30/2020/NĐ-CP, Điều 8 and Phụ lục I, and of Hướng dẫn 36-HD/VPTW, II; each has its
module: `head` (number, day, marks), `issuer`, `title` (type and subject), `recipients`, `signature`, `paragraphs`, over
`lines`. `letter` puts them together, and is to be read first. A rule that names no source was seen in real letters.
"""

from vankho.letterhead.letter import Letter, read_letter
from vankho.letterhead.lines import bare
from vankho.letterhead.recipients import without_ends
from vankho.letterhead.signature import Signature

__all__ = ["Letter", "Signature", "bare", "read_letter", "without_ends"]
