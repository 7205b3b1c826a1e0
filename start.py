# -*- coding: utf-8 -*-
"""Sets everything up on a machine that has only Python, then runs the main job or the tests.

    python3 start.py demo [--no-serve]     the sample city, matched and served
    python3 start.py test [PYTEST ...]     the tests
    python3 start.py setup EXTRA ...       more parts: browser, dev, quality, postgres

The virtual environment is `.venv` beside this file. What is installed already is skipped, so that the second time needs
no network. Written without newer syntax: an old Python shall say that it is too old instead of failing to read this.
"""

from __future__ import print_function

import hashlib
import os
import shutil
import subprocess
import sys

LOWEST, HIGHEST = (3, 11), (3, 13)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
MARK = os.path.join(VENV, "fairmatch-installed")
NEEDED_MB = 2000


def stop(chinese, english):
    """Say what is wrong, in both languages, and leave with 2."""
    sys.stderr.write(chinese + "\n" + english + "\n")
    sys.exit(2)


def check_python():
    """Refuse a Python that the parts are not made for."""
    here = sys.version_info[:2]
    if LOWEST <= here <= HIGHEST:
        return
    found = "%d.%d" % here
    stop(
        "需要 Python 3.11、3.12 或 3.13，这里是 %s。请安装后用 python3.12 start.py 再运行。" % found,
        "Python 3.11, 3.12 or 3.13 is needed; this is %s. Install one and run it as: python3.12 start.py" % found,
    )


def check_disk():
    """Refuse to begin what the disk cannot hold."""
    free = shutil.disk_usage(HERE).free // 2**20
    if free < NEEDED_MB:
        stop(
            "磁盘空间不足：安装需要约 %d MB，只剩 %d MB。" % (NEEDED_MB, free),
            "The disk is too full: about %d MB are needed, %d MB are free." % (NEEDED_MB, free),
        )


def fingerprint():
    """What the installed parts depend on: the declared dependencies and this Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("pyproject.toml", "setup.py"):
        with open(os.path.join(HERE, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def installed():
    """The extras that are installed for this very fingerprint."""
    try:
        with open(MARK) as file:
            mark, _, extras = file.read().partition(" ")
    except (IOError, OSError):
        return None
    return set(extras.split()) if mark == fingerprint() else None


def ensure(extras):
    """The virtual environment with the project and these extras, made or completed."""
    before = installed()
    if before is not None and set(extras) <= before and os.path.exists(PYTHON):
        return
    check_disk()
    wanted = sorted((before or set()) | set(extras))
    if not os.path.exists(PYTHON):
        print("建立虚拟环境 / creating the virtual environment: .venv", flush=True)
        if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            stop(
                "无法建立虚拟环境。Debian/Ubuntu 上请先运行：apt-get install python3-venv",
                "The virtual environment could not be made. On Debian or Ubuntu: apt-get install python3-venv",
            )
    print("安装所需的包（首次需要联网，约一分钟） / installing packages (the first time takes the network)", flush=True)
    target = "." + ("[%s]" % ",".join(wanted) if wanted else "")
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target]
    if subprocess.call(command, cwd=HERE) != 0:
        stop(
            "安装失败，原因见上（常见：没有网络，或磁盘已满）。解决后再运行同一条命令即可。",
            "Installing failed for the reason above (often no network, or a full disk). Mend it and run this again.",
        )
    with open(MARK, "w") as file:
        file.write(fingerprint() + " " + " ".join(wanted))


def run(command):
    """Run a command in the project's folder; its exit code is ours."""
    try:
        return subprocess.call(command, cwd=HERE)
    except KeyboardInterrupt:
        return 1


def main(arguments):
    """The job that is named, with what it needs."""
    check_python()
    job, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if job == "demo":
        ensure([])
        return run([PYTHON, "-m", "fairmatch", "demo"] + rest)
    if job == "test":
        ensure(["test"])
        return run([PYTHON, "-m", "pytest"] + rest)
    if job == "setup":
        ensure(rest)
        return 0
    sys.stderr.write(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
