"""Where a desk may lie: on a disk of this computer that nothing else writes to.

On a network share the locks that keep two writers apart cannot be trusted, and a synchronising
program moves the store's file away while it is written (reliability.md 3.1, F13).  Both lose data
in silence, so both are refused.  A stick is only warned of: it can be pulled, but it keeps order.

The system is asked through arguments (`mountinfo`, `drive_type`, `reparse_tag`, `environment`,
`sysfs`), so that what another system says can be judged here as well.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Final

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _, mark

DRIVE_REMOVABLE: Final = 2
DRIVE_REMOTE: Final = 4
"""What `GetDriveTypeW` answers (winbase.h)."""

NETWORK_TYPES: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncp", "ncpfs", "afs", "coda", "davfs"),
        *("ceph", "glusterfs", "lustre", "beegfs", "orangefs", "pvfs2", "gpfs", "wekafs"),
    }
)
"""File systems of the Linux kernel that lie on another computer.

9p, virtiofs and overlay are not among them: containers and virtual machines have their own disk so.
"""

NETWORK_HELPERS: Final = frozenset(
    {
        *("sshfs", "rclone", "davfs", "davfs2", "glusterfs", "ceph", "ceph-fuse", "juicefs"),
        *("gvfsd-fuse", "kio-fuse", "smbnetfs", "curlftpfs", "seadrive", "seaf-fuse", "mfs"),
        *("s3fs", "goofys", "ossfs", "ossfs2", "cosfs", "obsfs", "beegfs", "onedriver"),
        *("google-drive-ocamlfuse", "pcloud", "afp", "afpfs", "nfs", "smb", "cifs", "ftpfs"),
    }
)
"""The same for programs that mount a file system as ``fuse.<name>``."""

CLOUD_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "OneDrive": ("onedrive", "skydrive"),
    "Dropbox": ("dropbox",),
    mark("坚果云"): ("坚果云", "我的坚果云", "nutstore", "nutstorefiles", "nutstore files"),
    mark("百度网盘"): (
        *("baidusyncdisk", "baidunetdiskworkspace", "百度网盘同步空间", "百度网盘工作空间"),
        *("百度云同步盘", "百度云同步"),
    ),
    "Google Drive": ("google drive", "googledrive", "drivefs", "my drive", "我的云端硬盘"),
    "iCloud": ("iclouddrive", "icloud drive", "icloud云盘", "icloud 云盘"),
    mark("WPS云盘"): (
        *("wpsdrive", "wps drive", "wps cloud files", "wpscloud", "wps云盘", "wps网盘"),
        *("wps云文档", "wps 云盘", "wps同步盘"),
    ),
    mark("腾讯微云"): ("微云", "腾讯微云", "weiyun", "微云同步助手", "微云同步盘"),
    mark("阿里云盘"): ("阿里云盘", "阿里云盘同步", "阿里云盘同步盘", "adrive", "aliyundrive"),
    mark("天翼云盘"): ("天翼云盘", "天翼云盘同步盘"),
    mark("移动云盘"): ("移动云盘", "和彩云", "和彩云同步盘"),
    mark("360云盘"): ("360云盘", "360安全云盘", "360安全云盘同步版"),
    mark("够快云库"): ("够快云库", "gokuai"),
    mark("亿方云"): ("亿方云", "fangcloud", "fangcloudsync"),
    mark("联想企业网盘"): ("联想企业网盘", "联想filez"),
    "Seafile": ("seafile", "seadrive"),
    "Nextcloud": ("nextcloud",),
    "ownCloud": ("owncloud",),
    "Synology Drive": ("synologydrive", "cloudstation"),
    "Syncthing": ("syncthing",),
    "MEGA": ("megasync",),
    "pCloud": ("pclouddrive", "pcloud drive"),
    "Box": ("box sync",),
}
"""How each service names its folder when it is installed; whole names, in small letters."""

CLOUD_BEGINNINGS: Final[Mapping[str, str]] = {
    # The account's office stands after it: "OneDrive - 某单位", "Dropbox (某单位)".
    "onedrive - ": "OneDrive",
    "dropbox (": "Dropbox",
}

CLOUD_FILES: Final[Mapping[str, str]] = {
    # ~/.dropbox is a folder of settings and marks nothing: this one is a file.
    ".dropbox": "Dropbox",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
}
"""Files that a service leaves in the topmost folder it synchronises."""

CLOUD_FOLDERS: Final[Mapping[str, str]] = {
    ".dropbox.cache": "Dropbox",
    ".seafile-data": "Seafile",
    ".synologyworkingdirectory": "Synology Drive",
}
"""Folders that a service leaves there."""

SYNC_DATABASE: Final = re.compile(r"\._?sync_[0-9a-f]+\.db")
"""Nextcloud and ownCloud: ``.sync_<digest>.db``, ``._sync_<digest>.db``."""

CLOUD_TAG: Final = 0x9000001A
CLOUD_TAG_BITS: Final = 0xFFFF0FFF
OLD_ONEDRIVE_TAG: Final = 0x80000021
"""What Windows marks folders of cloud files with: IO_REPARSE_TAG_CLOUD to _CLOUD_F (winnt.h)."""


@dataclass(frozen=True)
class Place:
    """What is known of the folder a desk lies in, or is to lie in."""

    folder: Path
    """The real one: links are followed."""
    trouble: Refused | None = None
    """Why no desk may lie here."""
    warning: str = ""
    """What the officer should know of it, as a sentence; empty when there is nothing."""


@dataclass(frozen=True)
class Mount:
    """One line of ``/proc/self/mountinfo`` (proc(5))."""

    id: int
    parent: int
    device: str
    """``major:minor``."""
    point: PurePosixPath
    type: str


def read_mountinfo() -> str:
    """What Linux says of the mounts this process sees; empty on other systems."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        return os.fsdecode(Path("/proc/self/mountinfo").read_bytes())
    except OSError:
        return ""


def read_drive_type(root: str) -> int:
    """What Windows says of a drive; 0 (unknown) on other systems."""
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(root))


def read_reparse_tag(folder: Path) -> int:
    """How Windows marks a folder that is more than a folder; 0 for a plain one."""
    try:
        return int(getattr(folder.lstat(), "st_reparse_tag", 0))
    except OSError:
        return 0


def look_at(
    folder: Path,
    *,
    mountinfo: Callable[[], str] = read_mountinfo,
    drive_type: Callable[[str], int] = read_drive_type,
    reparse_tag: Callable[[Path], int] = read_reparse_tag,
    environment: Mapping[str, str] = os.environ,
    sysfs: Path = Path("/sys"),
) -> Place:
    """What kind of place a folder is; it need not exist yet.  Changes nothing."""
    try:
        real = folder.resolve()
        # A share that is mounted on demand is there only once it was looked into.
        (real / "desk.db").exists()
    except (OSError, RuntimeError):
        # Opening it will say what is wrong with it.
        real = folder.absolute()
    mount = mount_of(PurePosixPath(real), mountinfo()) if os.name == "posix" else None
    drive = PureWindowsPath(real) if os.name == "nt" else None
    if (mount and on_network(mount)) or (drive and on_share(drive, drive_type)):
        return Place(
            real,
            Refused(
                "{path} 在网络共享位置上：断线或两台电脑同时写入时，数据可能在没有任何提示的"
                "情况下损坏，所以工作台数据不能放在这里；"
                "请改用本机硬盘上的文件夹（已有的数据，先把整个文件夹复制过去）",
                path=folder,
            ),
        )
    if service := (
        cloud_by_name(real)
        or cloud_by_environment(real, environment)
        or cloud_by_marks(real)
        or cloud_by_tag(real, reparse_tag)
    ):
        return Place(
            real,
            Refused(
                "{path} 在“{service}”的同步文件夹里：同步软件会在写入中途搬动、替换数据文件，"
                "还会把案件资料传到单位以外，所以工作台数据不能放在这里；"
                "请改用本机硬盘上不同步的文件夹（已有的数据，先退出同步软件，再把整个文件夹移过去）",
                path=folder,
                service=_(service),
            ),
        )
    if (mount and pulls_out(mount.device, sysfs)) or (
        drive and drive_type(drive_root(drive)) == DRIVE_REMOVABLE
    ):
        return Place(
            real,
            warning=_(
                "数据放在可移动存储器上：中途拔出会丢掉正在保存的内容，丢失或借出会带走全部数据；"
                "建议把数据放在本机硬盘上，可移动存储器只放备份"
            ),
        )
    return Place(real)


def refuse_unsafe(folder: Path) -> Place:
    """Refuse a folder where no desk may lie; what is known of it otherwise."""
    place = look_at(folder)
    if place.trouble is not None:
        raise place.trouble
    return place


# ---------------------------------------------------------------- shares


def mounts(mountinfo: str) -> Iterator[Mount]:
    """Every mount; lines that are none are passed over."""
    # Not splitlines: a folder's name may hold what that takes for a line's end.
    for line in mountinfo.split("\n"):
        first, _dash, rest = line.partition(" - ")
        words = first.split(" ")
        kind = rest.split(" ", 1)[0]
        if len(words) >= 6 and kind and words[0].isdigit() and words[1].isdigit():
            point = PurePosixPath(unescaped(words[4]))
            yield Mount(int(words[0]), int(words[1]), words[2], point, kind)


def unescaped(text: str) -> str:
    """A path of mountinfo as it is: blanks, tabs, line ends and backslashes stand in octal."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def mount_of(path: PurePosixPath, mountinfo: str) -> Mount | None:
    """The mount that holds a path; None where nothing is known.

    Found as the kernel does it, from the root down: a later mount may cover an earlier one, also
    one that lies deeper.
    """
    known = list(mounts(mountinfo))
    ids = {mount.id for mount in known}
    here: Mount | None = None
    for step in reversed([path, *path.parents]):
        while above := next(
            (
                mount
                for mount in known
                if mount.point == step
                and (mount.parent == here.id if here else _is_top(mount, ids))
            ),
            None,
        ):
            here = above
            known.remove(above)
    return here


def _is_top(mount: Mount, ids: set[int]) -> bool:
    """Whether the process sees nothing above it."""
    return mount.parent not in ids or mount.parent == mount.id


def on_network(mount: Mount) -> bool:
    """Whether the files lie on another computer."""
    kind = mount.type.lower()
    if kind.startswith("fuse."):
        return kind.removeprefix("fuse.") in NETWORK_HELPERS
    return kind in NETWORK_TYPES


def drive_root(path: PureWindowsPath) -> str:
    r"""What `GetDriveTypeW` is asked about: ``C:\``; empty for a share, which has no drive."""
    text = str(path)
    if text[:8].casefold() == "\\\\?\\unc\\":
        return ""
    if text[:4] in ("\\\\?\\", "\\\\.\\"):
        # A long path, or a volume without a letter.
        name = text[4:].partition("\\")[0]
        return f"{name}\\" if name.endswith(":") else f"\\\\?\\{name}\\"
    if text.startswith("\\\\"):
        return ""
    return path.anchor


def on_share(path: PureWindowsPath, drive_type: Callable[[str], int]) -> bool:
    """Whether a Windows path leads to another computer."""
    root = drive_root(path)
    return not root or drive_type(root) == DRIVE_REMOTE


# ---------------------------------------------------------------- clouds


def cloud_by_name(path: PurePath) -> str:
    """The service one of whose folder names is in the path; empty when there is none."""
    for part in path.parts:
        name = part.casefold()
        for service, names in CLOUD_NAMES.items():
            if name in names:
                return service
        for beginning, service in CLOUD_BEGINNINGS.items():
            if name.startswith(beginning):
                return service
    return ""


def cloud_by_environment(path: PurePath, environment: Mapping[str, str]) -> str:
    """OneDrive, where its folder has another name: it tells programs where it is."""
    for name, value in environment.items():
        root = type(path)(value)
        if name.casefold().startswith("onedrive") and root.is_absolute():
            if isinstance(root, Path):
                root = root.resolve()
            if path.is_relative_to(root):
                return "OneDrive"
    return ""


def cloud_by_marks(folder: Path) -> str:
    """The service that left its mark in the folder or in one above it."""
    for step in (folder, *folder.parents):
        try:
            with os.scandir(step) as found:
                entries = list(found)
        except OSError:
            # Not there yet, or not ours to read.
            continue
        for entry in entries:
            # A mark begins with a dot; a large folder is not asked about each of its files.
            if entry.name.startswith(".") and (service := _marked_by(entry)):
                return service
    return ""


def _marked_by(entry: os.DirEntry[str]) -> str:
    name = entry.name.casefold()
    if name == ".stfolder":
        return "Syncthing"
    if SYNC_DATABASE.fullmatch(name):
        return "Nextcloud"
    try:
        return (CLOUD_FOLDERS if entry.is_dir() else CLOUD_FILES).get(name, "")
    except OSError:
        return ""


def cloud_by_tag(folder: Path, reparse_tag: Callable[[Path], int]) -> str:
    """Any service that uses what Windows has for cloud files, whatever its folder is called."""
    for step in (folder, *folder.parents):
        tag = reparse_tag(step)
        if tag & CLOUD_TAG_BITS == CLOUD_TAG or tag == OLD_ONEDRIVE_TAG:
            return mark("云盘")
    return ""


# ---------------------------------------------------------------- sticks


def pulls_out(device: str, sysfs: Path) -> bool:
    """Whether a disk (``major:minor``) can be pulled out, as Linux has it.

    A partition is asked through its disk, an encrypted one through what lies under it.  A disk on
    the USB counts although it calls itself fixed: it is carried about like a stick.
    """
    try:
        real = (sysfs / "dev" / "block" / device).resolve(strict=True)
    except OSError:
        # No disk of its own: memory, a container's layers, a file system over several disks.
        return False
    disk = real.parent if (real / "partition").exists() else real
    if _word(disk / "removable") == "1" or any(re.fullmatch(r"usb\d+", p) for p in disk.parts):
        return True
    under = [_word(slave / "dev") for slave in (disk / "slaves").glob("*")]
    return any(pulls_out(each, sysfs) for each in under if each)


def _word(file: Path) -> str:
    """What the kernel says in a file of one word; empty when it says nothing."""
    try:
        return file.read_text("ascii", "replace").strip()
    except OSError:
        return ""
