"""A small library with something of everything that the schemas narrow."""

from __future__ import annotations

LIBRARY = {
    "library.yaml": "guiju: 1\ntitle: {zh: 库, en: Library}\n",
    "clauses.yaml": """\
documents: {MAN: {title: {zh: 手册, en: Handbook}}}
clauses:
  MAN-01: {zh: 审核, en: Reviews}
  MAN-02: {zh: 罚款, en: Fines}
  MAN-03: {zh: 材料, en: Evidence}
""",
    "vocabulary.yaml": """\
subjects:
  designer: {zh: 设计师, en: Designer}
  finance: {zh: 财务部, en: Finance}
events:
  review.completed: {title: {zh: 审核完成, en: Review completed}, data: {points: number, passed: boolean}}
  payment.approved: {title: {zh: 付款批准, en: Payment approved}, data: {by: subject}}
consequences:
  warning: {title: {zh: 警告, en: Warning}, cites: MAN-01}
  notice: {title: {zh: 通知, en: Notice}, attributes: {about: text, within: span, until: date, urgent: boolean}}
  fine:
    title: {zh: 罚款, en: Fine}
    attributes:
      rate: {title: {zh: 比例, en: Rate}, type: percent}
      amount: {title: {zh: 金额, en: Amount}, type: money}
""",
    "branches/xian/branch.yaml": "branch: xian\ntitle: {zh: 西安, en: Xi'an}\nextends: base\n",
    "base/review.yaml": """\
policy: review
title: {zh: 审核, en: Review}
cites: [MAN-01, MAN-02]
dated_by: reviewed_on
facts:
  points: {title: {zh: 分数, en: Points}, type: number, range: 0..100, from: review.completed.points}
  reviewed_on: {title: {zh: 审核日, en: Reviewed on}, type: date, optional: true}
  state:
    title: {zh: 情况, en: State}
    values: {done: {zh: 完成, en: Done}, open: {zh: 未完, en: Open}}
    optional: true
  wage: {title: {zh: 工资, en: Wage}, type: money, default: 6000}
  signed: {title: {zh: 已签, en: Signed}, type: boolean}
  share: {title: {zh: 份额, en: Share}, type: percent, optional: true}
  waited: {title: {zh: 已等, en: Waited}, type: span, optional: true}
  papers:
    title: {zh: 材料, en: Papers}
    type: set
    values: {photos: {zh: 照片, en: Photos}, bill: {zh: 发票, en: Bill}}
    default: []
  parts: {title: {zh: 各方, en: Parts}, type: list, of: {party: subject, part: percent}, optional: true}
params:
  pass: {title: {zh: 及格分, en: Pass mark}, value: 80, cites: MAN-01}
  rate: {title: {zh: 扣减比例, en: Deduction}, type: percent, value: 1%}
  limit: {title: {zh: 时限, en: Limit}, type: span, value: 24h}
derived:
  failed: {title: {zh: 不及格, en: Failed}, is: points < pass, cites: [MAN-01]}
tables:
  grades:
    title: {zh: 等级, en: Grades}
    outputs: {grade: {title: {zh: 等级, en: Grade}, values: {good: {zh: 好, en: Good}, bad: {zh: 差, en: Bad}}}}
    rows: |
      | id   | points  || grade  | cites  |
      | high | >= pass || "good" | MAN-01 |
      | low  | < pass  || "bad"  | -      |
    then:
      high: [{do: notice, to: designer, about: well, urgent: false}]
targets:
  wage: {at_least: 5000, cites: MAN-02}
rules:
  - id: unsigned
    title: {zh: 未签, en: Unsigned}
    when: failed and not(signed) or count(missed_targets) > 9
    then: [{do: fine, to: designer, rate: rate, amount: wage * rate}]
    cites: MAN-02
  - id: paid
    title: {zh: 付款, en: Paid}
    when: state = "done"
    requires: {evidence: [photos], approvals: [payment.approved by finance]}
    then: [{do: warning, to: finance}]
    cites: [MAN-03]
  - id: late
    title: {zh: 迟了, en: Late}
    when: waited > limit
    then: [{do: notice, to: finance, within: 3 calendar days, until: reviewed_on}]
  - id: shared
    title: {zh: 分担, en: Shared}
    for: p in parts
    then: [{do: notice, to: = p.party, about: part}]
""",
    "base/review.cases.yaml": """\
policy: review
cases:
  - case: one
    cites: MAN-01
    as_of: 2026-11-22
    given:
      facts: {points: 95, reviewed_on: 2026-11-22, state: open, signed: true, share: 50%, waited: 3h, wage: 9000,
        papers: [bill]}
    expect:
      outputs: {grade: good}
      matched: [grades.high]
      outcomes: [{do: notice, to: designer, rule: grades.high, about: well, urgent: false}]
      undecided: [{rule: shared, needs: [parts]}]
  - case: two
    given:
      facts: {signed: false, parts: [{party: finance, part: 40%}]}
      events:
        - {id: e1, type: review.completed, at: '2026-11-22T10:00:00+08:00', points: 20, passed: false}
    now: 2026-11-23
    expect:
      outputs: {grade: bad}
      outcomes:
        - {do: fine, to: designer, rate: 1%, amount: 60.00}
        - {do: notice, to: finance, about: part}
  - case: three
    given: {facts: {points: 950, signed: yes}}
    expect: {error: [GJ430, GJ413]}
""",
    "base/bonus.yaml": """\
policy: bonus
title: {zh: 奖金, en: Bonus}
facts:
  grade: {title: {zh: 等级, en: Grade}, from: review.grade}
  sold: {title: {zh: 销售额, en: Sold}, type: money}
rules:
  - id: good
    title: {zh: 好, en: Good}
    when: grade = "good" and sold > 100 CNY
    then: [{do: notice, to: designer, about: bonus}]
    cites: MAN-03
""",
    "base/bonus.cases.yaml": """\
policy: bonus
cases:
  - case: one
    given: {facts: {points: 90, sold: 200}}
    expect:
      matched: [good]
      outcomes: [{do: notice, to: designer, about: bonus}]
""",
}
"""Its files, without the header line; nothing is wrong with them, and every case comes out as expected."""
