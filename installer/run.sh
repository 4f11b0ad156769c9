#!/bin/sh
# Opens the window with the sample county (演示).  Without a display it makes the sample county's
# quarterly PDF and says where it lies.  Anything after run.sh is handed to the program instead.
cd "$(dirname "$0")/.."
. installer/setup.sh
set_up run

if [ $# -gt 0 ]; then
    exec "$PY" -m boshan_desk "$@"
fi

desk=${BOSHAN_SAMPLE:-.desk/sample}
if [ ! -f "$desk/desk.db" ]; then
    say "正在建立演示区县的台账……"
    "$PY" -m boshan_desk --desk "$desk" init --county boshan --sample --bare
fi

has_display=no
case "$(uname -s)" in Darwin) has_display=yes ;; esac
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && has_display=yes

if [ "$has_display" = yes ]; then
    exec "$PY" -m boshan_desk --desk "$desk"
fi
pdf="$desk/博山区2026年三季度知识产权工作情况.pdf"
"$PY" -m boshan_desk --desk "$desk" report --period 2026Q3 --pdf "$pdf"
say "没有显示器，已生成演示区县的季报："
say "(No display: the sample county's quarterly paper was made.)"
printf '%s\n' "$PWD/$pdf"
