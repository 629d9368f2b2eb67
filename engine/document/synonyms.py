"""What people call the keys and values of policies, where the language has another word."""

from __future__ import annotations

KEYS = {
    "name": ("id", "title"), "名称": ("id", "title"), "名字": ("id", "title"), "案例": ("case",),
    "date": ("as_of",), "日期": ("as_of",), "如果": ("when",), "if": ("when",), "当": ("when",),
    "那么": ("then",), "则": ("then",), "clause": ("cites",), "clauses": ("cites",), "条款": ("cites",),
    "min": ("at_least", "range"), "minimum": ("at_least", "range"), "至少": ("at_least",),
    "max": ("at_most", "range"), "maximum": ("at_most", "range"), "至多": ("at_most",),
    "start": ("starts", "from"), "since": ("from", "after"), "开始": ("from",), "begin": ("starts",),
    "begins": ("starts",), "end": ("stops", "until"), "ends": ("stops", "until"), "to": ("until",), "截止": ("until",),
    "event": ("type", "counts", "starts"), "events": ("counts", "starts"), "事件": ("type", "counts", "starts"),
    "time": ("at", "within"), "时间": ("at", "within"),
    "from": ("starts",), "stop": ("stops",), "finish": ("stops",), "finished": ("stops",), "cancel": ("cancels",),
    "deadline": ("within",), "limit": ("within",), "target": ("within",), "sla": ("within",), "duration": ("within",),
    "期限": ("within",), "限时": ("within",), "pause": ("pauses",), "hold": ("pauses",), "waiting": ("pauses",),
    "reopen": ("reopens",), "resume": ("reopens",), "remind": ("warn",), "reminder": ("warn",), "reminders": ("warn",),
    "escalation": ("escalate",), "escalations": ("escalate",), "overdue": ("escalate",), "breach": ("escalate",),
    "超时": ("escalate",), "逾期": ("escalate",), "mode": ("as",), "how": ("as",),
    "count": ("counts",), "strikes": ("counts",), "计数": ("counts",), "steps": ("rungs",), "levels": ("rungs",),
    "thresholds": ("rungs",), "ladder": ("rungs",), "by": ("per",), "group_by": ("per",), "key": ("per",),
    "每": ("every", "per"),
    "period": ("window",), "within": ("window",), "周期": ("window",), "remove": ("removes",), "appeal": ("removes",),
    "appeals": ("removes",), "undo": ("removes",), "申诉": ("removes",), "reset": ("resets",), "excuse": ("excuses",),
    "ignores": ("excuses",), "exactly": ("at",), "or_more": ("from",), "less_than": ("below",), "fewer": ("below",),
    "offset": ("at",), "offsets": ("at",), "in": ("at",), "follows": ("after",), "anchor": ("after",),
    "repeat": ("every",), "repeats": ("every",), "recurs": ("every",), "frequency": ("every",), "频率": ("every",),
    "on": ("every",), "weekend": ("rest_day",), "holiday": ("rest_day",), "holidays": ("rest_day",),
    "节假日": ("rest_day",), "satisfied": ("done",), "fulfilled": ("done",), "tolerance": ("grace",),
    "miss": ("missed",), "late": ("missed",), "漏做": ("missed",),
}  # fmt: skip
"""What else a key may be called: the first of these that is still free is meant."""

ELSEWHERE = (
    (("unless", "except", "exception", "exempt", "除非", "除外", "例外", "豁免"), "when", "exception"),
    (("from", "since", "until", "从", "起", "自"), "stricter", "dated"),
    (("as_of", "now"), "facts", "beside_given"),
    (("title", "owner", "case", "dated_by"), "change", "overlay"),
)
"""Words that people look for; a key by which the place is known; the advice."""

VALUES = {
    "int": ("number",), "integer": ("number",), "float": ("number",), "decimal": ("number",),
    "数字": ("number",), "str": ("string",), "text": ("string",), "文字": ("string",), "文本": ("string",),
    "bool": ("boolean",), "是否": ("boolean",), "amount": ("money",), "金额": ("money",), "rate": ("percent",),
    "比例": ("percent",), "datetime": ("date-time",), "日期": ("date",), "duration": ("span",), "时长": ("span",),
    "array": ("list",), "列表": ("list",), "choice": ("enum",), "选项": ("enum",), "枚举": ("enum",),
    "more": ("higher",), "up": ("higher",), "高": ("higher",), "less": ("lower",), "down": ("lower",),
    "低": ("lower",), "顺延": ("next",), "推迟": ("next",), "推后": ("next",), "after": ("next",),
    "postpone": ("next",), "提前": ("previous",), "before": ("previous",), "advance": ("previous",),
    "跳过": ("skip",), "取消": ("skip", "cancelled"), "drop": ("skip",), "照旧": ("keep",), "不变": ("keep",),
    "保持": ("keep",), "stay": ("keep",), "reset": ("restart",), "重新计算": ("restart",), "重算": ("restart",),
    "折算": ("credit",), "prorate": ("credit",), "new": ("new cycle",), "restart": ("new cycle",),
    "重新开始": ("new cycle", "restart"), "从头": ("new cycle",), "暂停": ("pause", "paused"), "continue": ("pause",),
    "durable-rules": ("rete",), "durable_rules": ("rete",), "唯一": ("unique",), "第一": ("first",),
    "首个": ("first",), "任意": ("any",), "优先": ("priority",), "汇总": ("collect",), "未开始": ("not-started",),
    "没开始": ("not-started",), "进行中": ("running",), "计时中": ("running",), "运行中": ("running",),
    "正在计时": ("running",), "暂停中": ("paused",), "完成": ("met", "done"), "已完成": ("met", "done"),
    "按时完成": ("met",), "超时": ("breached",), "逾期": ("breached", "missed"), "已超时": ("breached",),
    "超时完成": ("met-late",), "逾期完成": ("met-late",), "已取消": ("cancelled",), "作废": ("cancelled",),
    "未到": ("upcoming",), "待办": ("due",), "到期": ("due",), "错过": ("missed",), "漏做": ("missed",),
    "已过": ("past",), "overdue": ("breached", "missed"), "finished": ("met", "done"), "started": ("running",),
    "open": ("running",),
}  # fmt: skip
"""What other languages call these: of several, the one that the place knows."""
