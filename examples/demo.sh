#!/bin/sh
# `make demo`: four cases decided with their reasons, then every row of a file. Each command can be typed as it stands.
set -eu
cd "$(dirname "$0")/.."
rows=${ROWS:-100000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m'); else bold='' dim='' plain=''; fi

heading() {
    printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

# Shows a command as one would type it, then runs it; findings (exit code 1) are part of the show.
show() {
    printf '%s$ %s%s\n\n' "$dim" "$*" "$plain"
    "$@"
}

heading '一、设计师审核 79 分，比及格分差 1 分'
show guiju explain xian/drawing-review --facts '{"score": 79}' --as-of 2026-11-22 --lang zh

heading '二、一项未整改，却已和客户签了施工合同'
show guiju explain xian/drawing-review --facts '{"score": 85, "revision": "none", "signed": true, "commission": 12345.67}' --as-of 2026-11-22 --lang zh

heading '三、涉及赔偿的投诉'
show guiju explain xian/complaint-tier --facts '{"compensation": true, "solvable_by_specialist": true, "departments": ["工程部"]}' --as-of 2026-11-22 --lang zh

heading '四、月度考核 89.5 分，工资 6000 元'
show guiju explain xian/monthly-assessment --facts '{"score": 89.5, "wage": 6000}' --as-of 2026-11-22 --lang zh

heading "五、同样的政策，一次裁定 $rows 行"
for policy in drawing-review complaint-tier monthly-assessment; do
    python examples/rows.py "$policy" "$rows" > "$folder/$policy.csv"
    show guiju run "xian/$policy" "$folder/$policy.csv" --out "$folder/$policy.parquet" --as-of 2026-11-22 --lang zh
    echo
done
