#!/bin/sh
# `make demo`: four cases decided with their reasons, a complaint's life on a time line, three branches side by side, head
# office's guardrails, every row of a file, then the service that a CRM calls. Each command can be typed as it stands.
set -eu
cd "$(dirname "$0")/.."
rows=${ROWS:-100000}
. examples/shown.sh

heading '一、设计师审核 79 分，比及格分差 1 分'
show "guiju explain xian/drawing-review --as-of 2026-11-22 --facts '{\"score\": 79}'"

heading '二、一项未整改，却已和客户签了施工合同'
show "guiju explain xian/drawing-review --as-of 2026-11-22 --facts '{
    \"score\": 85, \"revision\": \"none\", \"signed\": true, \"commission\": 12345.67}'"

heading '三、涉及赔偿的投诉'
show "guiju explain xian/complaint-tier --as-of 2026-11-22 --facts '{
    \"compensation\": true, \"solvable_by_specialist\": true, \"departments\": [\"工程部\"]}'"

heading '四、月度考核 89.5 分，工资 6000 元'
show "guiju explain xian/monthly-assessment --as-of 2026-11-22 --facts '{\"score\": 89.5, \"wage\": 6000}'"

heading '五、一次投诉的始末：计时、暂停、超时、重开'
show "guiju explain xian/complaint-handling --as-of 2026-03-12T09:00 --facts examples/complaint.json"

heading '六、春节前的两个工作日，到哪一天'
show "guiju calendar office '2026-02-13 17:30 之后 2 个工作日'"

heading '七、三个分公司并排：投诉处理与图纸审核，哪里不同、差多少'
mkdir -p build/demo
# Differences are exit code 1, as in diff(1).
show 'guiju compare xian housekeeping furnishing --policy complaint-handling --policy drawing-review --as-of 2026-11-22' || [ $? = 1 ]
show 'guiju compare xian housekeeping furnishing --policy complaint-handling --policy drawing-review --as-of 2026-11-22 \
    --format html --out build/demo/branches.html' || [ $? = 1 ]
echo '同一份对照的网页在 build/demo/branches.html，可以打印。'
echo

heading '八、集团的底线，每个分公司都守得住吗'
show 'guiju guard'

heading "九、同样的政策，各裁定一个文件的 $rows 行"
for policy in drawing-review complaint-tier monthly-assessment; do
    show "python examples/rows.py $policy $rows > build/demo/$policy.csv"
    show "guiju run xian/$policy build/demo/$policy.csv --out build/demo/$policy.parquet --as-of 2026-11-22"
done
echo '逐行的裁定在 build/demo/*.parquet，每条规则一列。'

examples/service.sh
