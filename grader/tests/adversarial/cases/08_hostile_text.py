# 8. Text that breaks out of reports: terminal codes, CDATA ends, NUL, bytes that are no text.
# gets: crashed
import sys


def run_jobs(sizes, workers):
    sys.stdout.buffer.write(b"\x1b[2J\x1b]0;title\x07]]></failure>\x00\xff\xfe<script>alert(1)</script>\n")
    raise ValueError("\x1b[31m]]>\x00\udcff\n::error::x\n</script>\u202e" + "A" * 100_000)
