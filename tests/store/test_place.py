"""Where a desk may lie, judged by what real systems say of themselves."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from boshan_desk.domain.problems import Refused
from boshan_desk.store import place
from boshan_desk.store.place import (
    DRIVE_REMOTE,
    DRIVE_REMOVABLE,
    Mount,
    cloud_by_environment,
    cloud_by_name,
    cloud_by_tag,
    drive_root,
    look_at,
    mount_of,
    on_network,
    on_share,
    pulls_out,
    refuse_unsafe,
)

DESKTOP = """\
22 27 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
23 27 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
30 27 8:3 / /home rw,relatime shared:30 - xfs /dev/sda3 rw,attr2,inode64,noquota
41 27 0:48 / /mnt/nfs4 rw,relatime shared:41 - nfs4 192.0.2.7:/srv/desk rw,vers=4.2,hard,proto=tcp
42 27 0:49 / /mnt/nfs rw,relatime shared:42 - nfs 192.0.2.7:/srv/old rw,vers=3,hard
43 27 0:50 / /mnt/共享\\040盘 rw,relatime - cifs //192.0.2.7/演示 rw,vers=3.1.1,cache=strict
44 27 0:51 / /mnt/ssh rw,nosuid,nodev,relatime shared:44 - fuse.sshfs yanshi@192.0.2.7:/ rw
45 27 0:52 / /mnt/rclone rw,nosuid,nodev,relatime - fuse.rclone remote: rw,user_id=1000
46 27 0:53 / /mnt/dav rw,nosuid,nodev,noexec,relatime - fuse.davfs http://192.0.2.7/dav rw
47 27 0:54 / /mnt/ceph rw,relatime - ceph 192.0.2.7:6789:/ rw,name=admin,secret=<hidden>,acl
48 27 0:55 / /mnt/gluster rw,relatime - fuse.glusterfs 192.0.2.7:/vol rw,max_read=131072
49 27 0:56 / /mnt/lustre rw,relatime - lustre 192.0.2.7@tcp:/演示 rw,lazystatfs
50 27 0:57 / /mnt/beegfs rw,relatime - beegfs beegfs_nodev rw
51 27 0:58 / /mnt/afs rw,relatime - afs none rw
52 27 0:59 / /mnt/ncp rw,relatime - ncpfs SRV/YANSHI rw
53 27 0:60 / /mnt/smb3 rw,relatime - smb3 //192.0.2.7/演示 rw
54 30 0:61 / /home/yanshi/gvfs rw,nosuid,nodev,relatime shared:54 - fuse.gvfsd-fuse gvfsd-fuse rw
60 27 8:17 / /media/yanshi/U\\134盘 rw,nosuid,nodev,relatime shared:60 - vfat /dev/sdb1 rw
61 27 8:33 / /mnt/ntfs rw,relatime shared:61 - fuseblk /dev/sdc1 rw,user_id=0,allow_other
62 27 0:62 / /mnt/pool rw,relatime shared:62 - fuse.mergerfs a:b rw,user_id=0
"""
"""A desktop with everything mounted; the addresses are of a net for examples (RFC 5737)."""

CONTAINER = """\
1573 1448 0:297 / / rw,relatime - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u,workdir=/w
1574 1573 0:300 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
1590 1573 0:70 / /work rw,relatime - virtiofs work rw
1591 1573 0:71 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\134;trans=fd
"""

LOCAL_COVERED = """\
27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
30 27 8:3 / /home/yanshi rw,relatime shared:30 - xfs /dev/sda3 rw
31 27 0:48 / /home rw,relatime shared:31 - nfs4 192.0.2.7:/home rw,vers=4.2
"""
"""The homes of a server were mounted over a disk that lay deeper."""


def held_by(path: str, mountinfo: str = DESKTOP) -> Mount:
    mount = mount_of(PurePosixPath(path), mountinfo)
    assert mount is not None
    return mount


def of_type(kind: str) -> Mount:
    return Mount(1, 0, "0:1", PurePosixPath("/"), kind)


def look(folder: Path, mountinfo: str = "", **facts: object) -> place.Place:
    """Look with nothing of this machine's own but the folder."""
    given: dict[str, object] = {"environment": {}, "sysfs": Path("/none"), **facts}
    return look_at(folder, mountinfo=lambda: mountinfo, **given)  # type: ignore[arg-type]


# ---------------------------------------------------------------- shares


@pytest.mark.parametrize(
    "path",
    [
        *("/mnt/nfs", "/mnt/nfs4", "/mnt/nfs4/deep/er", "/mnt/共享 盘/desk", "/mnt/ssh/desk"),
        *("/mnt/rclone", "/mnt/dav", "/mnt/ceph", "/mnt/gluster", "/mnt/lustre", "/mnt/beegfs"),
        *("/mnt/afs", "/mnt/ncp", "/mnt/smb3", "/home/yanshi/gvfs/smb-share:server=srv"),
    ],
)
def test_a_network_share_is_known_by_its_file_system(path: str) -> None:
    assert on_network(held_by(path))


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/home/yanshi/desk", "/mnt", "/mnt/nfs4b", "/mnt/共享", "/mnt/ntfs/desk"),
        *("/media/yanshi/U\\盘/desk", "/mnt/pool"),
    ],
)
def test_a_disk_of_this_computer_is_no_share(path: str) -> None:
    assert not on_network(held_by(path))


@pytest.mark.parametrize("path", ["/", "/home/yanshi", "/data/desk", "/mnt/c/Users/yanshi"])
def test_what_containers_and_virtual_machines_have_is_no_share(path: str) -> None:
    assert not on_network(held_by(path, CONTAINER))


@pytest.mark.parametrize(
    "kind", ["tmpfs", "btrfs", "exfat", "ecryptfs", "fuse", "fuse.vmhgfs-fuse"]
)
def test_other_file_systems_are_left_alone(kind: str) -> None:
    assert not on_network(of_type(kind))


def test_the_mount_that_covers_the_others_counts() -> None:
    assert on_network(held_by("/home/yanshi/desk", LOCAL_COVERED))
    uncovered = LOCAL_COVERED.rpartition("31 27")[0]
    assert held_by("/home/yanshi/desk", uncovered).type == "xfs"
    # A share that is mounted on demand stands over its own announcement.
    automount = (
        "27 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
        "70 27 0:40 / /srv/auto rw - autofs systemd-1 rw,fd=40\n"
        "71 70 0:41 / /srv/auto rw - cifs //192.0.2.7/演示 rw\n"
    )
    assert held_by("/srv/auto/desk", automount).type == "cifs"


def test_the_root_is_found_where_it_is_its_own_parent_and_where_it_is_not_listed() -> None:
    old = "1 1 0:1 / / rw - rootfs rootfs rw\n20 1 8:2 / / rw,relatime - ext4 /dev/sda2 rw\n"
    assert held_by("/home", old).type == "ext4"
    jail = "50 31 0:48 / /data rw - nfs 192.0.2.7:/data rw\n"
    assert held_by("/data/desk", jail).type == "nfs"
    assert mount_of(PurePosixPath("/home"), jail) is None


@pytest.mark.parametrize(
    "text", ["", "\n\n", "no mounts here\n", "1 - ext4\n", "a b c d e f - nfs x\n"]
)
def test_where_nothing_is_known_nothing_is_said(text: str, tmp_path: Path) -> None:
    assert mount_of(PurePosixPath("/home"), text) is None
    assert look(tmp_path, text) == place.Place(tmp_path.resolve())


@pytest.mark.parametrize(
    ("path", "root"),
    [
        (r"C:\Users\yanshi\desk", "C:\\"),
        (r"\\?\D:\desk", "D:\\"),
        (r"\\.\D:\desk", "D:\\"),
        (r"\\?\Volume{演示}\desk", "\\\\?\\Volume{演示}\\"),
        (r"\\srv\共享\desk", ""),
        (r"\\?\UNC\srv\共享\desk", ""),
        ("//srv/share/desk", ""),
        (r"\\wsl.localhost\UOS\home", ""),
    ],
)
def test_windows_is_asked_about_the_drive_and_a_share_has_none(path: str, root: str) -> None:
    asked: list[str] = []

    def fixed(drive: str) -> int:
        asked.append(drive)
        return 3

    assert drive_root(PureWindowsPath(path)) == root
    assert on_share(PureWindowsPath(path), fixed) is (not root)
    assert asked == ([root] if root else [])


def test_a_letter_may_stand_for_a_share() -> None:
    types = {"C:\\": 3, "D:\\": DRIVE_REMOVABLE, "Z:\\": DRIVE_REMOTE}
    assert on_share(PureWindowsPath(r"Z:\desk"), types.__getitem__)
    assert not on_share(PureWindowsPath(r"D:\desk"), types.__getitem__)


@pytest.mark.skipif(os.name != "posix", reason="paths of Linux")
def test_a_share_is_refused_with_the_reason_and_the_remedy(tmp_path: Path) -> None:
    share = tmp_path / "共享 盘"
    share.mkdir()
    real = str(share.resolve()).replace(" ", "\\040")
    text = (
        f"27 1 8:2 / / rw - ext4 /dev/sda2 rw\n43 27 0:50 / {real} rw - cifs //192.0.2.7/演示 rw\n"
    )
    trouble = look(share / "desk" / "not there yet", text).trouble
    assert trouble is not None
    assert trouble.exit_code == 3
    words = trouble.words()
    assert words.startswith(f"{share / 'desk' / 'not there yet'} 在网络共享位置上：")
    assert "没有任何提示的情况下损坏" in words
    assert "请改用本机硬盘" in words
    # A link from the disk leads there as well; beside it nothing is refused.
    (tmp_path / "link").symlink_to(share)
    assert look(tmp_path / "link" / "desk", text).trouble is not None
    assert look(tmp_path / "link" / "desk", text).folder == share.resolve() / "desk"
    assert look(tmp_path / "desk", text).trouble is None


# ---------------------------------------------------------------- clouds


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (r"C:\Users\yanshi\OneDrive\desk", "OneDrive"),
        (r"C:\Users\yanshi\ONEDRIVE - 某单位\文档\desk", "OneDrive"),
        (r"D:\Dropbox\desk", "Dropbox"),
        (r"D:\Dropbox (某单位)\desk", "Dropbox"),
        (r"D:\Nutstore\1\我的坚果云\desk", "坚果云"),
        (r"D:\我的坚果云", "坚果云"),
        (r"D:\BaiduSyncdisk\desk", "百度网盘"),
        (r"D:\百度网盘同步空间\desk", "百度网盘"),
        (r"G:\我的云端硬盘\desk", "Google Drive"),
        (r"C:\Users\yanshi\AppData\Local\Google\DriveFS\desk", "Google Drive"),
        (r"C:\Users\yanshi\iCloudDrive\desk", "iCloud"),
        (r"D:\WPSDrive\desk", "WPS云盘"),
        (r"C:\Users\yanshi\Documents\WPS Cloud Files\desk", "WPS云盘"),
        (r"D:\WPS云盘\desk", "WPS云盘"),
        (r"D:\腾讯微云\desk", "腾讯微云"),
        (r"D:\阿里云盘\desk", "阿里云盘"),
        (r"D:\Nextcloud\desk", "Nextcloud"),
        (r"D:\ownCloud\desk", "ownCloud"),
    ],
)
def test_a_cloud_folder_is_known_by_its_name(path: str, service: str) -> None:
    assert cloud_by_name(PureWindowsPath(path)) == service
    assert cloud_by_name(PurePosixPath(path.replace("\\", "/"))) == service


@pytest.mark.parametrize(
    "path",
    [
        "/home/yanshi/dropbox-old-notes/desk",
        "/home/yanshi/我的OneDrive说明/desk",
        "/home/yanshi/onedrive2/desk",
        "/home/yanshi/坚果云合同/desk",
        "/home/yanshi/百度网盘下载/desk",
        "/home/yanshi/boshan-desk",
        "C:/Users/yanshi/BaiduNetdiskDownload/desk",
    ],
)
def test_a_name_that_only_holds_the_word_is_none(path: str) -> None:
    assert cloud_by_name(PurePosixPath(path)) == ""
    assert cloud_by_name(PureWindowsPath(path)) == ""


def test_every_name_is_written_as_names_are_compared() -> None:
    for names in place.CLOUD_NAMES.values():
        assert [name.casefold() for name in names] == list(names)
        assert all(cloud_by_name(PurePosixPath("/", name.upper())) for name in names)
    for name in (*place.CLOUD_BEGINNINGS, *place.CLOUD_FILES, *place.CLOUD_FOLDERS):
        assert name.casefold() == name


@pytest.mark.parametrize(
    ("path", "environment", "found"),
    [
        (PureWindowsPath(r"d:\同步\desk"), {"OneDriveCommercial": r"D:\同步"}, "OneDrive"),
        (PureWindowsPath(r"D:\同步"), {"ONEDRIVE": r"D:\同步"}, "OneDrive"),
        (PureWindowsPath(r"D:\同步二\desk"), {"OneDrive": r"D:\同步"}, ""),
        (PureWindowsPath(r"D:\同步\desk"), {"OneDrive": "", "Path": r"D:\同步"}, ""),
        (PureWindowsPath(r"D:\同步\desk"), {"OneDriveConsumer": "同步"}, ""),
    ],
)
def test_onedrive_says_itself_where_it_is(
    path: PurePath, environment: Mapping[str, str], found: str
) -> None:
    assert cloud_by_environment(path, environment) == found


def test_a_folder_that_onedrive_names_is_refused_through_a_link_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    named = {"OneDrive": str(tmp_path / "link")}
    assert look(tmp_path / "real" / "desk", environment=named).trouble is not None
    assert look(tmp_path / "desk", environment=named).trouble is None
    # What is no place says nothing of the folder the program was started in.
    monkeypatch.chdir(tmp_path)
    assert look(tmp_path / "desk", environment={"OneDrive": "."}).trouble is None


@pytest.mark.parametrize(
    ("name", "is_folder", "service"),
    [
        (".stfolder", True, "Syncthing"),
        (".stfolder", False, "Syncthing"),
        (".dropbox", False, "Dropbox"),
        (".dropbox.cache", True, "Dropbox"),
        (".sync_3f1a9c0b77de.db", False, "Nextcloud"),
        ("._sync_3f1a9c0b77de.db", False, "Nextcloud"),
        (".owncloudsync.log", False, "ownCloud"),
        (".seafile-data", True, "Seafile"),
    ],
)
def test_a_cloud_folder_is_known_by_what_lies_in_it_or_above(
    name: str, is_folder: bool, service: str, tmp_path: Path
) -> None:
    top = tmp_path / "资料"
    (top / "desk").mkdir(parents=True)
    assert look(top / "desk").trouble is None
    if is_folder:
        (top / name).mkdir()
    else:
        (top / name).write_text("演示", "utf-8")
    for folder in (top, top / "desk", top / "desk" / "not" / "there"):
        trouble = look(folder).trouble
        assert trouble is not None
        assert f"在“{service}”的同步文件夹里" in trouble.words()
        assert "请改用本机硬盘上不同步的文件夹" in trouble.words()
    assert look(tmp_path).trouble is None


@pytest.mark.parametrize(
    ("name", "is_folder"),
    [
        # Dropbox keeps its settings in the home folder under this name.
        (".dropbox", True),
        (".dropbox-dist", True),
        ("sync_3f1a9c0b77de.db", False),
        (".sync_notes.txt", False),
        ("stfolder", True),
        (".nutstore", True),
    ],
)
def test_what_only_looks_like_a_mark_is_none(name: str, is_folder: bool, tmp_path: Path) -> None:
    if is_folder:
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text("演示", "utf-8")
    assert look(tmp_path / "desk").trouble is None


@pytest.mark.parametrize(
    ("tag", "cloud"),
    [
        *((0x9000001A, True), (0x9000601A, True), (0x9000F01A, True), (0x80000021, True)),
        # A plain folder, a junction, a link, a deduplicated file.
        *((0, False), (0xA0000003, False), (0xA000000C, False), (0x80000013, False)),
    ],
)
def test_windows_marks_cloud_folders_whatever_they_are_called(
    tag: int, cloud: bool, tmp_path: Path
) -> None:
    top = tmp_path / "资料"
    assert bool(cloud_by_tag(top / "desk", lambda step: tag if step == top else 0)) is cloud
    assert (look(top / "desk", reparse_tag=lambda _: tag).trouble is not None) is cloud


def test_a_folder_with_very_many_files_is_looked_through_at_once(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number}.txt").touch()
    begun = time.process_time()
    assert look(tmp_path / "desk").trouble is None
    assert time.process_time() - begun < 0.25


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Linux")
def test_a_folder_that_may_not_be_read_stops_nothing(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "desk").mkdir(parents=True)
    (tmp_path / ".stfolder").mkdir()
    closed.chmod(0o100)
    try:
        # What lies above it is still seen.
        assert look(closed / "desk").trouble is not None
    finally:
        closed.chmod(0o700)


def test_a_link_to_itself_is_left_to_opening(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert look(tmp_path / "round" / "desk").trouble is None


# ---------------------------------------------------------------- sticks


class Disks:
    """The part of /sys that tells of disks, laid out as the kernel does it."""

    def __init__(self, root: Path) -> None:
        self.sysfs = root
        (root / "dev" / "block").mkdir(parents=True)

    def add(
        self, where: str, device: str, *, removable: str = "", partition: str = "", on: str = ""
    ) -> None:
        """One disk or partition; `on` is the path of the disk it is made of."""
        block = self.sysfs / "devices" / where
        block.mkdir(parents=True, exist_ok=True)
        (block / "dev").write_text(f"{device}\n", "ascii")
        if removable:
            (block / "removable").write_text(f"{removable}\n", "ascii")
        if partition:
            (block / "partition").write_text(f"{partition}\n", "ascii")
        if on:
            (block / "slaves").mkdir()
            under = self.sysfs / "devices" / on
            (block / "slaves" / under.name).symlink_to(under)
        (self.sysfs / "dev" / "block" / device).symlink_to(block)


@pytest.fixture
def disks(tmp_path: Path) -> Disks:
    """A hard disk, a stick, a disk on the USB, a card; and encrypted ones on the first two."""
    made = Disks(tmp_path / "sys")
    sata = "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
    made.add(sata, "8:0", removable="0")
    made.add(f"{sata}/sda3", "8:3", partition="3")
    stick = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb"
    made.add(stick, "8:16", removable="1")
    made.add(f"{stick}/sdb1", "8:17", partition="1")
    case = "pci0000:00/0000:00:14.0/usb2/2-2/2-2:1.0/host7/target7:0:0/7:0:0:0/block/sdc"
    made.add(case, "8:32", removable="0")
    made.add(f"{case}/sdc1", "8:33", partition="1")
    card = "pci0000:00/0000:00:1a.0/mmc0/block/mmcblk0"
    made.add(card, "179:0", removable="1")
    made.add(f"{card}/mmcblk0p1", "179:1", partition="1")
    made.add("virtual/block/dm-0", "253:0", removable="0", on=f"{stick}/sdb1")
    made.add("virtual/block/dm-1", "253:1", removable="0", on=f"{sata}/sda3")
    return made


@pytest.mark.skipif(sys.platform == "win32", reason="links of Linux")
@pytest.mark.parametrize(
    ("device", "pulled"),
    [
        *(
            ("8:16", True),
            ("8:17", True),
            ("8:33", True),
            ("179:0", True),
            ("179:1", True),
            ("253:0", True),
        ),
        *(("8:0", False), ("8:3", False), ("253:1", False), ("0:48", False), ("99:9", False)),
    ],
)
def test_a_disk_that_can_be_pulled_out_is_known(device: str, pulled: bool, disks: Disks) -> None:
    assert pulls_out(device, disks.sysfs) is pulled


@pytest.mark.skipif(sys.platform == "win32", reason="links of Linux")
def test_a_stick_is_warned_of_and_not_refused(disks: Disks, tmp_path: Path) -> None:
    text = (
        f"27 1 8:3 / / rw - ext4 /dev/sda3 rw\n60 27 8:17 / {tmp_path.resolve()}/U rw - vfat x rw\n"
    )
    found = look(tmp_path / "U" / "desk", text, sysfs=disks.sysfs)
    assert found.trouble is None
    assert found.warning.startswith("数据放在可移动存储器上：")
    assert look(tmp_path / "desk", text, sysfs=disks.sysfs).warning == ""


# ---------------------------------------------------------------- this machine


def test_this_machine_is_asked_when_nothing_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mountinfo = place.read_mountinfo() if sys.platform.startswith("linux") else ""
    # In a changed root the root itself is on no list.
    if any(line.split()[4] == "/" for line in mountinfo.splitlines()):
        assert mount_of(PurePosixPath(tmp_path), mountinfo) is not None
    assert refuse_unsafe(tmp_path / "desk").folder == tmp_path.resolve() / "desk"
    monkeypatch.setenv("OneDriveConsumer", str(tmp_path))
    with pytest.raises(Refused, match="OneDrive"):
        refuse_unsafe(tmp_path / "desk")
