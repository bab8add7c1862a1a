package record

import (
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/visits"
)

// What headquarters noted is read out in the reader's language; what is of
// another form stands as it is.
func TestADetailIsToldInWords(t *testing.T) {
	for _, c := range []struct{ code, detail, en, zh string }{
		{visits.TooFast, "31: 38 s", "31 answers in 38 s", "38 秒内 31 项答案"},
		{visits.StayedOn, "95 s > 60 s", "stayed 95 s, allowed 60 s", "停留 95 秒，最多 60 秒"},
		{visits.GapSeen, "3–5: lost on the device", "records 3 to 5 of a chain", "记录链第 3 至 5 条"},
		{visits.LetterSeen, "7: too_long", "record 7 of a chain (too_long)", "记录链第 7 条（too_long）"},
		{visits.OrderRefusal, "2: number", "order 2: a later one was obeyed already", "第 2 号指令：已执行更新的指令"},
		{visits.OrderRefusal, "2: later", "order 2: later", "第 2 号指令：later"},
		{visits.TimeUnproved, "B: 2026-11-25 21:50 – 2026-11-25 22:10", "time class B, between 2026-11-25 21:50 and 2026-11-25 22:10", "时间等级 B，在 2026-11-25 21:50 至 2026-11-25 22:10 之间"},
		{visits.CountWrong, "says 9 entries and 2 photos, holds 8 and 1", "says 9 records and 2 files, holds 8 and 1", "声称 9 条记录、2 个文件，实有 8 条、1 个"},
		{visits.OftenWithdrawn, "6 / 10", "6 of 10 photos", "10 张照片中的 6 张"},
		{visits.SameFile, "photo ab12cd/0", "the other is photo ab12cd/0", "另一张是照片 ab12cd/0"},
		{visits.DepositLate, "120000 CNY 30 h > 24 h", "¥ 1,200.00, handed on after 30 h; the house gives 24 h", "¥ 1,200.00，30 小时后才上交；本机构限 24 小时"},
		{visits.DepositLate, "120000 CNY – > 24 h", "¥ 1,200.00: nobody received it and no bank says it has it, and the 24 h the house gives are over", "¥ 1,200.00：无人签收，银行也未确认入账，已超过本机构规定的 24 小时"},
		{visits.DepositLate, "of a later form", "of a later form", "of a later form"},
		{visits.SamePicture, "photo ab12cd/0 of case 34ef56; 3 of 64 bits differ", "the other is photo ab12cd/0 of case 34ef56; 3 of 64 marks differ", "另一张是案件 34ef56 的照片 ab12cd/0；64 处特征有 3 处不同"},
		{visits.SplitView, "40, 38", "the device was shown 40 entries, headquarters counts 38", "设备看到 40 条，总部有 38 条"},
		{visits.ProofBroken, "shrunk: 40, 38", "at 40 entries held, 38 shown", "已有 40 条，出示 38 条"},
		{visits.RulePack, "base.house 2026.1.0, 2026.2.0", "judged by base.house 2026.1.0, in force 2026.2.0", "依据 base.house 2026.1.0，应为 2026.2.0"},
		{visits.NoReceipt, "200000 CNY", "¥ 2,000.00", "¥ 2,000.00"},
		{visits.ForeignEntry, visits.PhotoTaken, "Photo taken", "拍照"},
		{visits.CosignBroken, visits.CosignSameKey, "One person signed for two: both have the same key.", i18n.In(i18n.Chinese).T("cosign.fault.same_key")},
		{visits.CashBroken, visits.CosignSelf, "the officer signed for themselves", "由本人代为签收"},
		{visits.CashDiffers, "CNY 100000, 120000; USD 5, 0", "counted ¥ 1,000.00, taken ¥ 1,200.00, counted $ 0.05, taken $ 0.00", "清点 ¥ 1,000.00，应有 ¥ 1,200.00、清点 US$ 0.05，应有 US$ 0.00"},
		{visits.CashDiffers, "of a later form", "of a later form", "of a later form"},
		{visits.WithdrawnAlone, "child", "a child", i18n.In(i18n.Chinese).T("withdraw.reason.child")},
		{visits.RuleHours, "h1 2026-11-25 22:10", "h1 2026-11-25 22:10", "h1 2026-11-25 22:10"},
		{visits.TooFast, "of a later form", "of a later form", "of a later form"},
	} {
		f := visits.Finding{Code: c.code, Detail: c.detail}
		if en, zh := Detail(i18n.In(i18n.English), f), Detail(i18n.In(i18n.Chinese), f); en != c.en || zh != c.zh {
			t.Errorf("%s %q is told as %q and %q", c.code, c.detail, en, zh)
		}
	}
}
