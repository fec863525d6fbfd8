"""A disk that needs longer to sync: a shim, compiled on the spot, that waits before every fsync."""

import shutil
import subprocess
from pathlib import Path

SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static void pause_for_the_disk(void) { usleep(DELAY_US); }
int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    pause_for_the_disk();
    return real(fd);
}
int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    pause_for_the_disk();
    return real(fd);
}
"""


def slow_disk(folder: Path, *, milliseconds: int) -> dict[str, str] | None:
    """The environment under which every sync takes that much longer; None without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    source, library = folder / "slow.c", folder / "slow.so"
    source.write_text(SHIM, encoding="ascii")
    command = [
        compiler,
        "-shared",
        "-fPIC",
        f"-DDELAY_US={milliseconds * 1000}",
        "-o",
        str(library),
        str(source),
        "-ldl",
    ]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    return {"LD_PRELOAD": str(library)}
