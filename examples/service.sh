#!/bin/sh
# The last part of `make demo`: the service on a fast clock, an hour a second. A complaint isn't handed over within three hours:
# its receiver is told, signed. Then a handover is reported that had been in time: what was told is withdrawn.
set -eu
cd "$(dirname "$0")/.."
. examples/shown.sh

box=build/demo/service
rm -rf $box
mkdir -p $box
export GUIJU_DB=sqlite:///$box/guiju.db

stop() {
    for process in ${service:-} ${receiver:-}; do
        kill "$process" 2>/dev/null || true
    done
    wait
}
trap stop EXIT

# Waits until a file has so many lines.
lines() {
    until [ "$(wc -l 2>/dev/null <"$1" || echo 0)" -ge "$2" ]; do
        kill -0 "$service" 2>/dev/null || { cat $box/log >&2; exit 1; }
        sleep 0.1
    done
}

heading '十、服务：报一次投诉，三小时没有移交，收到签了名的升级通知（一秒当一小时）'
show "guiju keys create --scope events --name demo > $box/key"

shown "guiju serve --port 0 --clock 2026-03-02T09:00+08:00@3600x 2> $box/log &"
guiju serve --port 0 --clock 2026-03-02T09:00+08:00@3600x 2>$box/log &
service=$!
lines $box/log 1
url=$(sed -n 's/^guiju: //p' $box/log)
echo "  $url"
echo

shown "python examples/receiver.py $box 4 &"
: >$box/received
python examples/receiver.py $box 4 >$box/received &
receiver=$!
lines $box/address 1
show "guiju webhooks add $(cat $box/address) --branch xian > $box/secret"

show "python examples/report.py $url \"\$(cat $box/key)\" crm-1 complaint.registered 2026-03-02T09:00:00+08:00"
lines $box/received 2
cat $box/received
echo
echo '其实 11 点就移交了，现在才报来：刚才告知的两条随之收回。'
echo
show "python examples/report.py $url \"\$(cat $box/key)\" crm-2 complaint.handed-over 2026-03-02T11:00:00+08:00"
wait $receiver
receiver=
sed 1,2d $box/received
echo
show "guiju ledger seal"
show "guiju ledger verify"
