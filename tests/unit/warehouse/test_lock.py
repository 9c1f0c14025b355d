import os
import signal
import subprocess
import sys

import pytest

from orchestration.warehouse.lock import LockedError, writer_lock

HOLD = """
import sys, time
from pathlib import Path
from orchestration.warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(home):
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def holder(tmp_path):
    with start_holder(tmp_path) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_second_process_is_refused_at_once_and_told_who_holds_the_lock(tmp_path, holder):
    with pytest.raises(LockedError, match=str(holder.pid)), writer_lock(tmp_path):
        pass


def test_lock_of_a_killed_process_is_free(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with writer_lock(tmp_path):
        assert (tmp_path / "writer.lock").read_text() == str(os.getpid())


def test_the_holding_process_may_enter_again_and_still_holds_it_afterwards(tmp_path):
    with writer_lock(tmp_path):
        with writer_lock(tmp_path):
            pass
        with start_holder(tmp_path) as other:
            _, complaint = other.communicate(timeout=30)
        assert other.returncode == 1
        assert str(os.getpid()) in complaint


def test_two_homes_do_not_meet(tmp_path, holder):
    with writer_lock(tmp_path / "other"):
        assert holder.poll() is None
