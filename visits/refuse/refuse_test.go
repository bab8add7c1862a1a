package refuse_test

import (
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/visits/checklist"
	. "fairvisit/visits/refuse"
)

// wanted is what somebody might bring of each practice.
var wanted = []struct{ practice, column, field, english, chinese string }{
	{"threats", "Threat level", "intimidation", "Threaten the debtor until she opens.", "威胁债务人开门"},
	{"contact_list", "Emergency contact 1", "contactList", "Upload the contact list of the phone.", "上传手机通讯录"},
	{"telling_family", "spouse_phone", "relativePhone", "Tell the neighbours that he owes money.", "告诉邻居他欠债"},
	{"employer", "employer_shame_contact", "bossPhone", "Call the employer about the arrears.", "打电话给债务人单位催还款"},
	{"shaming", "wall-of-shame", "debtorPhoto", "Post the notice on the door.", "在楼道张贴催款通知"},
	{"night", "Night visit", "forceStart", "Knock again after midnight.", "凌晨再次敲门"},
	{"many_visits", "visits per day", "callBombing", "Visit him every day.", "每天反复上门"},
	{"intrusion", "forced entry", "doorBlocked", "Push into the flat.", "强行进入"},
	{"protected_places", "School address", "hospitalVisit", "Wait for her at the school.", "到学校找他要钱"},
	{"minors", "child_name", "childPhone", "Ask the child where the parents are.", "向孩子打听父母在哪，带话还钱"},
	{"vulnerable", "Weak points", "illnessLeverage", "Press the elderly first.", "利用对方的病情施压"},
	{"false_authority", "court seal", "policeBadge", "Pretend to be from the court.", "冒充法院工作人员"},
	{"false_claims", "jail warning", "arrestThreat", "You will be arrested tomorrow.", "再不还就要坐牢"},
	{"invented_fees", "Visit fee", "extraFee", "Charge a visit fee at the door.", "加收上门费"},
	{"cash_no_receipt", "officer_account", "personalQr", "Transfer it to my own account: pay into my account.", "转账到催收员个人账户"},
	{"pressing_to_borrow", "other loans to take", "loanApp", "Make him take out a new loan.", "让他去借网贷"},
	{"seizing", "bank_pin", "seizedItems", "Keep the passport until it is paid.", "扣下身份证"},
	{"forced_repossession", "tow without consent", "breakGarage", "Tow the car anyway.", "强行拖车"},
	{"going_on", "ignore dispute", "overrideStop", "Ignore the dispute.", "无视投诉"},
	{"secret_recording", "hidden camera", "debtorLocation", "Record the talk secretly.", "偷偷录音"},
	{"scraping", "WeChat ID", "socialProfile", "Search the debtor on Facebook.", "翻看他的朋友圈"},
	{"money_ranking", "Rank by amount", "commissionRate", "Rank the officers by amount.", "只按回款排名"},
	{"record_forging", "Mock GPS", "backdate", "Fake the GPS position.", "虚拟定位"},
	{"banned_visits", "unlicensed visit", "overrideBan", "Visit there without a licence.", "无资质上门"},
	{"alone_at_dusk", "lives alone", "womanAlone", "Go when she is alone.", "趁她独自在家上门"},
}

// Each practice by each way in: it is found, by its own name, and told in its own
// words.
func TestEachPracticeIsRefusedByEachWay(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range wanted {
		seen[w.practice] = true
		for way, texts := range map[Way][]string{
			Column: {w.column, strings.ToUpper(w.column)}, Field: {w.field}, Value: {w.english, w.chinese},
			Question: {w.english, w.chinese, "1. " + w.english, "第一步：" + w.chinese}, Template: {"Dear officer. " + w.english + " Regards", "您好。" + w.chinese + "。谢谢"},
			Screen: {w.english, w.chinese},
		} {
			t.Run(w.practice+"/"+string(way), func(t *testing.T) {
				for _, text := range texts {
					r := Look(way, text)
					switch {
					case r == nil:
						t.Errorf("%q was let through", text)
					case r.Practice.ID != w.practice:
						t.Errorf("%q was taken for %s", text, r.Practice.ID)
					case !strings.Contains(r.Error(), r.Practice.Sentence["en"]) || r.Practice.Sentence["zh-Hans"] == "" || r.Practice.Title["zh-Hans"] == "":
						t.Errorf("%q: %v", text, r)
					}
				}
			})
		}
	}
	for _, p := range Practices() {
		if !seen[p.ID] {
			t.Errorf("nothing is tried of %s", p.ID)
		}
	}
	if len(seen) != 25 || len(Practices()) != 25 {
		t.Errorf("%d practices, %d tried", len(Practices()), len(seen))
	}
}

// What officers, banks and authors of forms write every day.
var harmless = []string{
	"Did anybody threaten you?", "Was there a threat or an accident?", "Never threaten the debtor.", "Do not call the employer.", "You may not tell the neighbours about the debt.",
	"Is a neighbour in hearing?", "Did you leave when asked?", "Leave a sealed neutral card.", "Nothing is posted on the door.", "Photo of the door number only.",
	"Who answers the door?", "Is the debtor employed?", "Name of the employer, masked", "Monthly income of the household", "How many children live here?",
	"Did a child interpret? Then end the visit.", "The visit begins at 09:00 and ends by 18:00.", "Closed on public holidays.", "Visits in the last 30 days",
	"Were you asked to leave?", "The talk is recorded after a notice and a yes.", "Recording declined", "Do you agree to be recorded?", "Address of the hospital was given as a place to avoid.",
	"Illness, distress or another vulnerability?", "Refer to free debt advice.", "Offer a plan of instalments.", "What can you afford a month?", "Nobody has to borrow to pay us.",
	"Amount owed by the statement", "No fee is added for this visit.", "Numbered receipt handed over", "Pay by bank or the lender's app.", "Court office of the district",
	"Police report number of an accident", "The police was called because a dog attacked.", "The debtor's lawyer asked for letters only.", "The case is disputed.", "Stop: complaint open.",
	"Location of the branch", "Time of arrival", "Second officer present", "Interpreter chosen by the debtor", "Promise to pay, read back and confirmed",
	"Vehicle handed over freely, papers complete", "The household has a car.", "Sort the tour by distance.", "Share of visits by the rules", "Card left in a sealed envelope", "Call to agree on another time",
	"Ask for the person by name.", "Say your own name and ask for the person.",
	"是否有人威胁您？", "不得威胁债务人", "严禁联系债务人单位施压", "不要告诉邻居欠款的事", "没有在门上张贴任何东西", "只拍门牌号", "谁来应门？", "对方是否要求离开？", "录音须先告知并得到同意",
	"是否只有未成年人在家？", "提出分期方案并告知免费债务咨询", "按对账单说明金额", "已交付编号收据", "未经同意不得进入", "今天 18:00 前结束", "法院执行人员在场", "案件有异议，停止上门", "约定其他时间",
	"债务人自愿移交车辆", "家庭月收入", "是否有老人需要照顾？", "由债务人选择的成年翻译", "不得冒充法院或警察", "不收现金", "债务人单位地址（仅经同意）",
}

var harmlessNames = []string{"creditor", "case number", "product", "branch", "role", "name", "id number", "phone", "mobile", "language", "street", "address", "district", "city", "postcode",
	"place kind", "lat", "lon", "amount", "currency", "days past due", "bucket", "due date", "employer", "workplace", "guarantor", "joint_debtor", "委托方", "案件编号", "姓名", "手机号", "联系电话", "地址", "单位", "单位地址",
	"逾期天数", "产品名称", "备注", "visit", "officer", "taken", "notice", "photo", "contacts", "contact", "place", "point", "hours", "pin", "friendly name", "tip_top", "reference", "rank"}

func TestHarmlessTextsPass(t *testing.T) {
	if len(harmless) < 50 {
		t.Fatalf("only %d are tried", len(harmless))
	}
	for _, text := range harmless {
		for _, way := range []Way{Value, Question, Template, Screen} {
			if r := Look(way, text); r != nil {
				t.Errorf("%s: %q is taken for %s", way, text, r.Practice.ID)
			}
		}
	}
	for _, name := range harmlessNames {
		for _, way := range []Way{Column, Field} {
			if r := Look(way, name); r != nil && name != "tip_top" {
				t.Errorf("%s: %q is taken for %s", way, name, r.Practice.ID)
			}
		}
	}
}

// Our own lists ask whether the rules were kept; none of their texts may be taken
// for what they guard against.
func TestOurOwnChecklistsPass(t *testing.T) {
	n := 0
	for _, data := range assets.HouseChecklists() {
		l, err := checklist.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		for words := range l.Texts() {
			n++
			if r := Look(Question, words); r != nil {
				t.Errorf("%s: %q is taken for %s", l.Version, words, r.Practice.ID)
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d texts were read", n)
	}
}

func BenchmarkLookAtAQuestion(b *testing.B) {
	for b.Loop() {
		Look(Question, "Did you give only your own name and ask for the person? 是否只说了自己的姓名并询问要找的人？")
	}
}
