package intake

import "errors"

// The cells of a table of stops. Which stops there are, visits.StopCodes says; a
// test holds the two together.
var (
	stops = choices{"This is no stop here; it can be cease_contact, dispute_open, complaint_open, represented, moratorium, vulnerable_no_visit, deceased, wrong_party, suspected_illegal_loan or paid.", map[string]string{
		"ceasecontact": "cease_contact", "cease": "cease_contact", "停止联系": "cease_contact",
		"disputeopen": "dispute_open", "dispute": "dispute_open", "异议": "dispute_open", "争议": "dispute_open",
		"complaintopen": "complaint_open", "complaint": "complaint_open", "投诉": "complaint_open",
		"represented": "represented", "representative": "represented", "代理人": "represented", "律师代理": "represented",
		"moratorium": "moratorium", "暂缓": "moratorium", "破产": "moratorium",
		"vulnerablenovisit": "vulnerable_no_visit", "vulnerable": "vulnerable_no_visit", "弱势": "vulnerable_no_visit",
		"deceased": "deceased", "身故": "deceased", "死亡": "deceased",
		"wrongparty": "wrong_party", "非本人": "wrong_party",
		"suspectedillegalloan": "suspected_illegal_loan", "illegalloan": "suspected_illegal_loan", "疑似非法贷款": "suspected_illegal_loan",
		"paid": "paid", "已还清": "paid",
	}}
	sources = choices{"This does not say who says so; it can be creditor, debtor, lawyer, court or authority, or empty for the creditor.", map[string]string{
		"creditor": "creditor", "bank": "creditor", "委托方": "creditor", "银行": "creditor", "debtor": "debtor", "债务人": "debtor", "本人": "debtor",
		"lawyer": "lawyer", "律师": "lawyer", "court": "court", "法院": "court", "authority": "authority", "监管机构": "authority",
	}}
)

// StopCode is the code of a stop by any word a file may have for it. Refused: a word
// that is none; the error names the codes.
func StopCode(word string) (string, error) {
	code, w := choice([]byte(word), stops)
	if code == "" || w.said() {
		return "", errors.New(stops.refusal)
	}
	return code, nil
}
