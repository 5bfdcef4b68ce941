"""Read errors: a library put before the system's own lets reading of some files fail, behind some byte or at times.

In: C that is compiled here (`cc`), and what shall fail. Out: the environment in which it does. A file fails whose name
holds `eio`: every reading behind `TOCSIN_EIO_FROM` bytes, and mapping it at all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* how many bytes may be read from a place on; -1: none, the disk is broken there */
static ssize_t readable(int fd, off_t from, size_t count) {
    char link[64], name[4096];
    const char *limit = getenv("TOCSIN_EIO_FROM");
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, name, sizeof name - 1);
    errno = kept;
    if (size <= 0 || !limit) return count;
    name[size] = 0;
    char *last = strrchr(name, '/');
    if (!last || !strstr(last, "eio")) return count;
    off_t left = atoll(limit) - from;
    return left <= 0 ? -1 : left < (off_t)count ? left : (ssize_t)count;
}
#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t read(int fd, void *to, size_t count) {
    REAL(ssize_t, read, int, void *, size_t);
    ssize_t left = readable(fd, lseek(fd, 0, SEEK_CUR), count);
    if (left < 0) { errno = EIO; return -1; }
    return real(fd, to, left);
}
ssize_t pread(int fd, void *to, size_t count, off_t at) {
    REAL(ssize_t, pread, int, void *, size_t, off_t);
    ssize_t left = readable(fd, at, count);
    if (left < 0) { errno = EIO; return -1; }
    return real(fd, to, left, at);
}
ssize_t pread64(int fd, void *to, size_t count, off_t at) {
    REAL(ssize_t, pread64, int, void *, size_t, off_t);
    ssize_t left = readable(fd, at, count);
    if (left < 0) { errno = EIO; return -1; }
    return real(fd, to, left, at);
}
void *mmap(void *where, size_t size, int rights, int flags, int fd, off_t at) {
    REAL(void *, mmap, void *, size_t, int, int, int, off_t);
    if (fd >= 0 && readable(fd, at, size) != (ssize_t)size) { errno = EIO; return MAP_FAILED; }
    return real(where, size, rights, flags, fd, at);
}
void *mmap64(void *where, size_t size, int rights, int flags, int fd, off_t at) {
    REAL(void *, mmap64, void *, size_t, int, int, int, off_t);
    if (fd >= 0 && readable(fd, at, size) != (ssize_t)size) { errno = EIO; return MAP_FAILED; }
    return real(where, size, rights, flags, fd, at);
}
"""


def failing(folder: Path, behind: int) -> dict[str, str] | None:
    """Return the environment in which reading fails behind so many bytes; None where nothing can be compiled."""
    compiler = shutil.which("cc")
    if compiler is None or not Path("/proc/self/fd").exists():
        return None
    library = folder / "failing.so"
    if not library.exists():
        (folder / "failing.c").write_text(SHIM)
        made = subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(folder / "failing.c"), "-ldl"],
            check=False,
            capture_output=True,
        )
        if made.returncode:
            return None
    return os.environ | {"LD_PRELOAD": str(library), "TOCSIN_EIO_FROM": str(behind)}
