package rules

const ruleTrace = "H-TRACE"

// CodeNoVisit is the code of the warning where the newest outcome says that nobody goes
// there.
const CodeNoVisit = "outcome_no_visit"

// judgeNoVisit warns of a visit where by the newest outcome nobody goes there until
// headquarters looked into it. It is no block: headquarters may have looked, and a case
// has no word for that. What is under way goes on, and a letter or a call goes to no
// door. That the outcome may seem to be of later than the act is of two clocks, and
// takes nothing from it.
func (h *hearing) judgeNoVisit() {
	if h.q.Act == Continue || !h.timed || !h.zoned || h.channel() != ChannelVisit || h.q.NoVisitSince <= 0 {
		return
	}
	day := h.zone.date(min(h.q.NoVisitSince, latestTime-1))
	h.warn(ruleTrace, "", CodeNoVisit, map[string]string{"day": day.String()}, "verify_at_office")
}
