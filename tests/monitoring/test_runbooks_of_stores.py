"""Understands the runbooks on disks and copies of the log, as an operator who carries them out: the alarm comes, what they say is to be seen, and what they say helps."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)

from carebus.publish import Aborted, Unsure

pytestmark = [pytest.mark.broker, pytest.mark.campaign, pytest.mark.timeout(900)]

DISK = 256
"""Megabytes of the disk that fills."""

SLOW = {"replica.fetch.max.bytes": "1024", "replica.fetch.response.max.bytes": "1024"}
"""What makes a broker that is also throttled fall behind for good: a kilobyte now and then."""


@pytest.fixture
def disk():
    """A small disk of its own where node-exporter looks for disks: not under /dev, /tmp or /mnt."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a disk")
    place = Path(tempfile.mkdtemp(dir="/var/lib"))
    image, folder = place / "image", place / "disk"
    image.touch()
    os.truncate(image, DISK * 1_000_000)
    folder.mkdir()
    for command in (["mkfs.ext4", "-q", "-m", "0", image], ["mount", "-o", "loop", image, folder]):
        if subprocess.run(command, check=False, capture_output=True).returncode:
            shutil.rmtree(place)
            pytest.skip(f"{command[0]} does not work here")
    yield folder
    subprocess.run(["umount", folder], check=True)
    shutil.rmtree(place)


@pytest.fixture
def again(right):
    """Sends what is right, and what Kafka did not say it took the next time."""

    def send():
        with suppress(Aborted, Unsure):
            right()

    return send


@pytest.fixture
def decides(watched, tended, again):
    """Whether what is sent is decided; a projector that has ended is started again, as Docker does."""

    def tells():
        tended()
        again()
        return watched.ask('increase(carebus_events_total{area="results"}[5s]) > 0')

    return tells


@contextmanager
def _throttled(admin, topics, broker):
    """A broker whose followers copy a byte a second, for as long as the context."""
    settings = [
        (ConfigResource(ResourceType.TOPIC, topic), "follower.replication.throttled.replicas", "*") for topic in topics
    ] + [(ConfigResource(ResourceType.BROKER, broker), "follower.replication.throttled.rate", "1")]
    _alter(admin, settings, AlterConfigOpType.SET)
    try:
        yield
    finally:
        _alter(admin, settings, AlterConfigOpType.DELETE)


def _alter(admin, settings, operation):
    for resource, name, value in settings:
        resource.incremental_configs = []
        resource.add_incremental_config(ConfigEntry(name, value, incremental_operation=operation))
    for told in admin.incremental_alter_configs([resource for resource, _, _ in settings]).values():
        told.result(30)


@contextmanager
def _slow(broker):
    """A broker whose settings let it copy a little at a time, from its next start to the end of the context."""
    file = broker.program.folder / "server.properties"
    before = file.read_text()
    file.write_text(before + "".join(f"{name}={value}\n" for name, value in SLOW.items()))
    try:
        yield
    finally:
        file.write_text(before)


def _grown(file, megabytes):
    with file.open("ab") as more:
        more.write(os.urandom(megabytes * 1_000_000))
        os.fsync(more.fileno())


def _used(folder):
    usage = shutil.disk_usage(folder)
    return 1 - usage.free / usage.total


def test_a_disk_that_fills_is_a_ticket_and_one_that_is_full_a_page_and_both_end_with_room(watched, disk, patience):
    log = disk / "log"

    def grows(to):
        if _used(disk) < to:
            _grown(log, 4)

    where = {"mountpoint": str(disk)}
    patience(lambda: grows(0.7) or watched.desk.fires("DiskFills", **where), "it fills, and nobody says so", 240)
    patience(lambda: grows(0.95) or watched.desk.fires("DiskLow", **where), "it is full, and nobody says so")

    log.unlink()

    patience(lambda: watched.desk.cleared("DiskLow", **where), "there is room, and it is still alarmed")
    patience(lambda: watched.desk.cleared("DiskFills", **where), "there is room, and it is still said to fill")


def test_a_store_whose_disk_is_full_is_a_cache_that_is_taken_away_and_restored(
    watched, disk, running, decides, patience
):
    projector = running["projector-results"].program
    elsewhere = projector.environment
    projector.stop()
    projector.environment = {**elsewhere, "CAREBUS_STATE": str(disk / "state")}
    projector.start()
    patience(decides, "it does not decide")
    rest = disk / "old images"
    while _used(disk) < 0.95:
        _grown(rest, 4)
    patience(lambda: watched.desk.fires("DiskLow", mountpoint=str(disk)), "it is full, and nobody says so")

    projector.stop()
    shutil.rmtree(disk / "state")
    rest.unlink()
    projector.start()

    patience(decides, "it does not decide")
    patience(lambda: watched.desk.cleared("DiskLow", mountpoint=str(disk)), "there is room, and it is still alarmed")
    projector.stop()
    projector.environment = elsewhere
    projector.start()


def test_two_brokers_that_are_behind_stop_what_is_written_until_the_one_that_was_in_sync_is_back(
    watched, brokers, right, again, decides, patience
):
    """Broker 3 comes back too slow to catch up, and broker 2 is lost: of each record one copy is left, and the quorum stands."""
    admin = AdminClient({"bootstrap.servers": brokers.bootstrap})
    topics = [name for name in admin.list_topics(timeout=10).topics if name.startswith("care.")]
    second, third = brokers.brokers[1], brokers.brokers[2]
    with _throttled(admin, topics, "3"):
        third.kill()
        patience(
            lambda: again() or watched.desk.fires("UnderReplicated", topic="care.results.view.v1"), "no copy lacks"
        )
        with _slow(third):
            third.start()
            again()
            second.kill()
            below = lambda: watched.desk.fires("BelowMinimumInSync", topic="care.results.submitted.v1")  # noqa: E731
            patience(below, "nothing can be written, and nobody says so", 240)
            with pytest.raises((Aborted, Unsure)):
                right()

            second.start()

            cleared = lambda: watched.desk.cleared("BelowMinimumInSync", topic="care.results.submitted.v1")  # noqa: E731
            patience(cleared, "it can be written, and is still alarmed", 240)
            patience(decides, "nothing is decided")
    third.restart()
    patience(lambda: watched.desk.cleared("UnderReplicated", topic="care.results.view.v1"), "copies still lack", 300)


def test_two_brokers_that_are_gone_blind_the_watch_until_they_are_back(watched, brokers, tended, decides, patience):
    gone = brokers.brokers[1:]
    for each in gone:
        each.kill()
    patience(lambda: watched.desk.fires("WatchBlind", area="results"), "nobody looks, and nobody says so", 240)
    patience(lambda: watched.desk.fires("ProbeLost", area="medication"), "no probe comes, and nobody says so")

    for each in gone:
        each.program.start()
    for each in gone:
        each.ready(3)

    def cleared(alarm, area):
        tended()
        return watched.desk.cleared(alarm, area=area)

    patience(lambda: cleared("WatchBlind", "results"), "it looks again, and is still called blind", 300)
    patience(lambda: cleared("ProbeLost", "medication"), "probes come, and are still missed", 300)
    patience(decides, "nothing is decided")
