"""How much one import may hold: every limit named, with its unit and where it comes from. What passes one is refused.

The figures follow OWASP ASVS 5.0, 15.1.3 (document and enforce limits); none of them is ever met by cutting.
"""

#: Bytes in one file. House limit for an import.
FILE_BYTES = 200_000_000
#: Bytes in one page, plain or HTML, and lines in a plain one: the longest health page seen has 60 kB, and 50,000 lines
#: that all look like names are read in a second or two.
PAGE_BYTES, PAGE_LINES = 10_000_000, 50_000
#: Bytes in one JSON line, which holds a whole question with all its answers (1,000 answers of 10 kB).
LINE_BYTES = 10_000_000
#: Open brackets or tags inside one another. House limit, below any parser's own.
DEPTH = 64
#: Tags in one page or XML document. House limit.
TAGS = 20_000

#: Characters (code points) in one question and in one answer. House limits.
QUESTION = 10_000
ANSWER = 100_000
#: Characters in the other fields: what the longest real ones need, several times over.
KEY = 300
NAME = 200
LINE = 1_000
URL = 2_000
DISCLAIMER = 10_000

#: MedQuAD's archive: about 11,300 documents of up to 60 kB, 16 MB unpacked, 1:3.
ARCHIVE_MEMBERS = 20_000
ARCHIVE_MEMBER_BYTES = 2_000_000
ARCHIVE_BYTES = 100_000_000
#: Unpacked bytes for each packed byte, counted from 10 MB on: a few small documents in tar's blocks of zeros pack well.
ARCHIVE_RATIO, ARCHIVE_RATIO_FROM = 100, 10_000_000
