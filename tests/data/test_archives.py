import gzip
import resource
import stat
import struct
import time
import zipfile
import zlib

import pytest

from stance.data.archives import ArchiveLimits, check_zip, read_gzip, read_zip
from stance.errors import InputError

SMALL = ArchiveLimits(member_bytes=1_000, total_bytes=2_500, ratio=20, ratio_from_bytes=100, members=5)


def packed(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def refused(path, limits=ArchiveLimits()):  # noqa: B008
    """The error of reading a ZIP, which must come quickly and in little memory."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(InputError) as caught:
        check_zip(path, "x.zip", limits=limits)
    assert time.process_time() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # KiB
    error = caught.value
    assert all((error.where, error.expected, error.found, error.action))
    return error


def test_members_come_in_order_with_their_bytes(tmp_path):
    path = packed(tmp_path / "x.zip", {"b/two.txt": "zwei", "a.txt": b"\x00\xff", "b/": ""})
    assert [(each.name, each.data) for each in read_zip(path, "x.zip")] == [
        ("b/two.txt", b"zwei"),
        ("a.txt", b"\x00\xff"),
    ]


@pytest.mark.parametrize(
    "name", ["../up.txt", "/etc/passwd", "a/../../b", "..\\up.txt", "C:\\x.txt", "a\nb.txt"]
)
def test_names_that_lead_out_are_refused(tmp_path, name):
    error = refused(packed(tmp_path / "x.zip", {"good.txt": "1", name: "2"}))
    assert error.expected == "names inside the archive"


@pytest.mark.parametrize("name", ["inner.zip", "inner.txt", "x.tar.gz", "INNER.ZIP"])
def test_an_archive_in_an_archive_is_refused_by_name_or_content(tmp_path, name):
    inner = packed(tmp_path / "inner.zip", {"a.txt": "1"}).read_bytes()
    assert refused(packed(tmp_path / "x.zip", {name: inner})).expected == "no archive inside an archive"


def test_links_and_devices_are_refused(tmp_path):
    for kind, found in ((stat.S_IFLNK, "a link"), (stat.S_IFIFO, "a device or pipe")):
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (kind | 0o777) << 16
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(info, "/etc/passwd")
        assert refused(path).found == found


def test_encrypted_members_are_refused(tmp_path):
    path = packed(tmp_path / "x.zip", {"a.txt": "secret"})
    data = bytearray(path.read_bytes())
    # Bit 0 of the flags, at byte 6 of the local and byte 8 of the central header.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refused(path).found == "an encrypted one"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_cannot_be_bounded_is_refused(tmp_path, method):
    assert refused(packed(tmp_path / "x.zip", {"a.txt": "1"}, method)).expected == "stored or deflated files"


def test_a_name_used_twice_is_refused(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", "2")
    assert refused(path).reason == "duplicate_id"


def test_sizes_are_bounded_at_their_limits(tmp_path):
    good = {"a": b"x" * 1_000, "b": b"y" * 1_000, "c": b"z" * 500}
    path = packed(tmp_path / "x.zip", good, zipfile.ZIP_STORED)
    limits = ArchiveLimits(member_bytes=1_000, total_bytes=2_900, members=3)
    assert len(list(read_zip(path, "x.zip", limits=limits))) == 3
    assert refused(path, ArchiveLimits(member_bytes=999)).where == "x.zip:a"
    assert refused(path, ArchiveLimits(total_bytes=2_500)).reason == "too_large"
    assert refused(path, ArchiveLimits(members=2)).found == "3"
    over = packed(tmp_path / "y.zip", {**good, "c": b"z" * 501})
    assert refused(over, ArchiveLimits(total_bytes=2_500)).expected == "at most 2,500 bytes unpacked"


def test_a_bomb_is_refused_by_its_declared_size(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a", "w") as member,
    ):
        for _ in range(210):
            member.write(bytes(1_000_000))
    assert refused(tmp_path / "x.zip").reason == "too_large"


def test_a_bomb_with_a_modest_size_is_refused_by_its_ratio(tmp_path):
    # 19 MB of zeros deflate to some 19 KB: 1,000 times, where 200 are allowed.
    error = refused(packed(tmp_path / "x.zip", {"a.txt": bytes(19_000_000)}))
    assert error.expected.startswith("at most 200 times")


def test_short_repetitive_files_may_compress_well(tmp_path):
    path = packed(tmp_path / "x.zip", {"a.txt": bytes(1_000_000)})
    assert len(next(read_zip(path, "x.zip")).data) == 1_000_000


def test_a_header_that_lies_about_the_size_is_refused(tmp_path):
    path = packed(tmp_path / "x.zip", {"a.txt": bytes(50_000_000)})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    # The uncompressed size stands at byte 22 of the local and byte 24 of the central header.
    data[22:26] = data[central + 24 : central + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert refused(path).expected == "a readable ZIP file"


def test_members_that_overlap_are_refused(tmp_path):
    """Two names in the table for one member: the way bombs without nesting are built."""
    path = packed(tmp_path / "x.zip", {"a.txt": "x" * 100})
    data = path.read_bytes()
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[at:end]
    both = entry + entry.replace(b"a.txt", b"b.txt")
    tail = bytearray(data[end:])
    tail[8:16] = struct.pack("<HHI", 2, 2, len(both))
    path.write_bytes(data[:at] + both + tail)
    assert refused(path).found == "one that overlaps another"


def test_too_many_members_are_refused_before_they_are_listed(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for number in range(100_001):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    assert refused(tmp_path / "x.zip").found == "100,001"


@pytest.mark.parametrize("size", [0, 10, 60, -30])
def test_a_cut_or_foreign_file_is_refused(tmp_path, size):
    data = packed(tmp_path / "x.zip", {"a.txt": "x" * 1000}, zipfile.ZIP_STORED).read_bytes()
    (tmp_path / "y.zip").write_bytes(data[:size])
    assert refused(tmp_path / "y.zip").reason == "parse_error"
    (tmp_path / "y.zip").write_bytes(b"<html>" * 50)
    assert refused(tmp_path / "y.zip").reason == "parse_error"


def test_a_damaged_member_is_refused(tmp_path):
    path = packed(tmp_path / "x.zip", {"a.txt": "x" * 1000}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"xxxx", b"xxyx", 1))
    assert refused(path).where == "x.zip:a.txt"


def test_a_missing_archive_is_refused(tmp_path):
    assert refused(tmp_path / "none.zip").reason == "missing"
    assert refused(tmp_path).reason == "missing"


def test_gzip_is_read_whole_and_in_parts(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert read_gzip(path, "x.gz") == b"one two"


def test_hostile_gzip_is_refused(tmp_path):
    path = tmp_path / "x.gz"
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(stream.compress(bytes(1_000_000)) for _ in range(500)) + stream.flush()
    for data in (
        bomb,
        gzip.compress(gzip.compress(b"x")),
        gzip.compress(b"x" * 100)[:-9],
        b"no gzip",
        gzip.compress(b"x") + b"garbage",
    ):
        path.write_bytes(data)
        began = time.process_time()
        with pytest.raises(InputError) as caught:
            read_gzip(path, "x.gz")
        assert time.process_time() - began < 5
        assert caught.value.where == "x.gz"


def test_limits_hold_for_gzip_too(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"0123456789" * 100))
    assert len(read_gzip(path, "x.gz", limits=ArchiveLimits(member_bytes=1_000))) == 1_000
    with pytest.raises(InputError, match="at most 999 bytes"):
        read_gzip(path, "x.gz", limits=ArchiveLimits(member_bytes=999))
    with pytest.raises(InputError, match="at most 20 times"):
        read_gzip(path, "x.gz", limits=SMALL)


def test_nothing_is_written_to_disk(tmp_path):
    path = packed(tmp_path / "x.zip", {"a/b.txt": "1"})
    list(read_zip(path, "x.zip"))
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["x.zip"]
