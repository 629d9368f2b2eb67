"""A small library with everything of clocks, ladders, schedules and calendars that the schemas narrow."""

from __future__ import annotations

TIMED = {
    "library.yaml": "guiju: 1\ntitle: {zh: 库, en: Library}\ncalendar: office\n",
    "calendars/office.yaml": 'calendar: office\ntitle: {zh: 办公, en: Office}\nweekly: {mon-fri: "09:00-18:00"}\n',
    "calendars/store.yaml": """\
calendar: store
title: {zh: 店面, en: Store}
extends: office
weekly: {sat: "10:00-16:00"}
""",
    "vocabulary.yaml": """\
subjects: {agent: {zh: 客服, en: Agent}}
events:
  call.received:
    title: {zh: 来电, en: Call received}
    data:
      line: {title: {zh: 线路, en: Line}, type: string}
      kind:
        title: {zh: 种类, en: Kind}
        type: enum
        values: {claim: {zh: 投诉, en: Claim}, other: {zh: 其它, en: Other}}
      tags: {type: list, of: string}
  call.answered:
    title: {zh: 已答复, en: Call answered}
    data: {line: {title: {zh: 线路, en: Line}, type: string}, content: {title: {zh: 满意, en: Content}, type: boolean}}
  line.closed: {title: {zh: 停线, en: Line closed}}
consequences:
  notice: {title: {zh: 通知, en: Notice}, attributes: {until: date, within: span}}
""",
    "base/calls.yaml": """\
policy: calls
title: {zh: 来电, en: Calls}
calendar: hours
facts: {}
params:
  limit: {title: {zh: 时限, en: Limit}, type: span, value: 24h}
  hours: {title: {zh: 日历, en: Hours}, type: calendar, value: store}
clocks:
  answer:
    title: {zh: 答复, en: Answered}
    starts: call.received where event.kind = "claim"
    stops: [call.answered where event.content]
    pauses: [line.closed until call.answered]
    within: limit
    warn: [{at: 80%, then: [{do: notice, to: agent, within: limit, until: event.date + limit}]}]
    escalate: [{at: due, then: [{do: notice, to: agent}]}]
ladders:
  repeated:
    title: {zh: 再三来电, en: Called again}
    counts: call.received
    per: line
    window: 1 month
    rungs: [{at: 3, then: [{do: notice, to: agent}]}]
schedules:
  again:
    title: {zh: 再问, en: Asked again}
    after: call.answered
    at: [7 calendar days]
    done: call.received
    grace: limit
    then: [{do: notice, to: agent}]
""",
    "base/calls.cases.yaml": """\
policy: calls
cases:
  - case: one
    now: '2026-03-03T08:00:00+08:00'
    given:
      events:
        - {id: e1, type: call.received, at: '2026-03-02T09:00:00+08:00', line: L-1, kind: claim}
        - {id: e2, type: call.answered, at: '2026-03-02T10:00:00+08:00', line: L-1, content: false}
    expect:
      matched: [answer.80%]
      outcomes: [{do: notice, to: agent, event: e1, within: 24h}]
      clocks: {answer: {state: running, remaining: PT1H}}
      ladders: [{id: repeated, key: L-1, count: 1}]
      schedule: [{id: again, date: 2026-03-09, state: upcoming}]
""",
}
"""Its files; nothing is wrong with them, and the case comes out as expected."""
