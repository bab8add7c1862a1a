package shots

import "fairvisit/visits/checklist"

// household is a form of the branch's own beside the house's: a group with a repeat
// in it, and a question that names an answer.
const household = `{"id":"household","version":"1","shows_answers":true,"languages":["en","zh-Hans"],"groups":[{"id":"home","title":{"en":"Household","zh-Hans":"家庭情况"}},
{"id":"kid","in":"home","title":{"en":"Child","zh-Hans":"子女"},"repeat":true,"count":"q[\"kid.count\"]"}],"questions":[
{"id":"hello","phase":"talk","kind":"note","title":{"en":"Ask only if the debtor wants help with a payment plan.","zh-Hans":"仅在债务人希望申请分期时询问。"}},
{"id":"kid.count","phase":"talk","kind":"number","title":{"en":"How many: Child","zh-Hans":"数量：子女"},"required":true,"max":9,"words":true,"group":"home"},
{"id":"school","phase":"talk","kind":"choice","title":{"en":"Which school does the child go to?","zh-Hans":"孩子在哪里上学？"},"why":{"en":"School fees count in a plan.","zh-Hans":"分期方案会考虑学费。"},"required":true,"words":true,"group":"kid",
"choices":[{"code":"none","title":{"en":"None yet","zh-Hans":"尚未上学"}},{"code":"primary","title":{"en":"Primary school","zh-Hans":"小学"}},{"code":"secondary","title":{"en":"Secondary school","zh-Hans":"中学"}}]},
{"id":"fees","phase":"talk","kind":"number","title":{"en":"School fees a year: ${school}","zh-Hans":"${school}每年学费"},"why":{"en":"As the debtor says it.","zh-Hans":"以债务人所说为准。"},"required":true,"max":999999,"words":true,"group":"kid","relevant":"q.school != \"none\""},
{"id":"help","phase":"talk","kind":"choices","title":{"en":"What would help?","zh-Hans":"哪些方式会有帮助？"},"why":{"en":"It is passed on as it was said.","zh-Hans":"如实转达。"},"required":true,"words":true,
"choices":[{"code":"smaller","title":{"en":"Smaller payments","zh-Hans":"降低每期金额"}},{"code":"later","title":{"en":"A later day","zh-Hans":"推迟还款日"}},{"code":"pause","title":{"en":"A pause","zh-Hans":"暂缓还款"}}]}]}`

// byForm is a visit by a form with a repeat, left open: nobody else hears of it.
func (w *walk) byForm() {
	list, err := checklist.Parse([]byte(household))
	if w.fail(err); w.err != nil {
		return
	}
	w.desk.Officer.List = list
	w.tap("section.today")
	w.row(row(w.caseOf(func(order int, _ string) bool { return order == 5 })))
	w.tap("go", "start", "add.kid", "answer.school[1].primary", "key.8", "key.0", "key.0")
	w.shot("form-group")
	w.tap("next", "add.kid", "answer.school[2].none")
	w.shot("form-repeat")
	w.asked("form-remove", func() { w.tap("remove.kid.2") })
	w.tap("next", "answer.help.smaller", "answer.help.pause")
	w.shot("form-several")
	w.tap("back")
}
