package refuse_test

import (
	"testing"

	. "fairvisit/visits/refuse"
)

// refusedTexts are plain wordings of what is refused, as they stand in forms,
// letters and orders: labels of three words as well as whole sentences.
var refusedTexts = map[string][]string{
	"threats": {"Threaten with jail", "Threaten with violence", "Bring musclemen", "Threaten arrest", "Threaten the debtor with the police", "Frighten him with jail", "Did you threaten the debtor?", "威胁坐牢", "威胁要坐牢", "用曝光恐吓债务人"},
	"contact_list": {"Emergency contact", "Contact list of the phone", "Call log", "Alternate contact phone", "Phone of the reference person", "Contact people from the address book", "Contact references, neighbours, colleagues",
		"Emergency contact telephone", "爆通讯录", "紧急联系人", "联系人电话（亲友）", "其他联系人手机"},
	"telling_family": {"Phone of debtor's uncle", "Relative 1 contact number", "Friend's WhatsApp", "Reveal the loan to the landlord", "债务人父亲电话", "告诉房东他欠钱", "Sibling's mobile number", "Father-in-law contact number", "Best friend's phone", "Spouse WhatsApp", "Neighbour name and number", "Contact numbers of two relatives", "Guardian or relative phone", "Inform family members of the overdue amount", "Discuss the loan with his brother", "Explain the arrears to her parents", "Ask the father to repay the loan", "Announce the debt in front of neighbours", "他老婆电话", "父亲手机号码", "亲戚朋友联系方式", "通知家属还款", "告知其父母逾期", "微信朋友圈", "Call his mother", "Ring the neighbours", "Text her friends", "Sister's phone number", "Contact details of the debtor's parents", "妻子的微信", "邻居联系方式", "给他妈妈打电话", "Spouse phone", "Phone of the spouse", "Mobile of his wife", "Next of kin", "Write down the phone numbers of relatives", "WeChat of a friend", "Tell the spouse about the debt", "Tell the guard about the debt",
		"Did you tell the wife about the debt?", "Ask neighbours about the debtor's debts", "Tell the landlord why you are here", "Neighbour's telephone", "Mother's cell", "告诉邻居其欠款", "告诉配偶欠款", "家人手机", "配偶手机号", "是否已告知其家人欠款情况？", "父母的联系方式"},
	"employer": {"If he does not answer, call his boss", "不接电话就打电话给单位领导", "Employer contact person", "HR contact", "Call the debtor's office colleagues", "Write to the employer", "Tell his boss that he owes money", "同事联系电话", "Boss name and mobile", "Office colleagues to contact", "Ring up the boss", "Notify HR of the default", "Meet the employer", "Send a letter to the employer about the loan", "公司领导电话", "单位HR电话", "去单位找他领导", "Workplace telephone", "HR department phone", "领导手机号", "联系债务人的同事", "Employer phone", "Employer phone number", "Has the employer been informed?", "Inform the employer", "Contact the employer to press", "Visit the employer", "Wait at work for the debtor", "Follow the debtor to work", "Name and phone of a colleague",
		"Supervisor's mobile", "Call his boss", "单位电话", "打电话给单位领导", "老板手机", "债务人单位领导姓名及电话", "到单位找领导反映欠款"},
	"shaming": {"Embarrass the debtor before neighbours", "Hang a notice on the gate", "Selfie with the debtor", "Put debtor's photo on Facebook", "Share defaulter list in WhatsApp group", "Stick poster on the wall", "Show the debtor's picture to neighbours", "Publish the debtor's name", "Put a poster on the gate", "在朋友圈曝光", "Wall of shame", "Debtor photo", "Photo of the debtor's face", "Take a picture of the debtor at the door", "Hang a banner", "Spray the door", "Post a list of debtors", "Stick a notice to the gate", "Leave the demand letter open on the door", "Post in the residents' WeChat group",
		"Send photo to the family group", "Loudly state the amount so that neighbours hear", "公开张贴欠款名单", "给亲友群发消息", "拍摄债务人照片", "张贴大字报", "在小区门口大声喊其还款"},
	"night":            {"Visit during the night", "Come again at midnight", "晚间敲门催收", "Midnight visit", "Late night knock", "Visit between 22:00 and 06:00", "Visit on New Year's Day", "凌晨敲门", "大年初一上门", "Late-night visit", "Call at 11 pm", "Visit at dawn", "节假日上门催收", "Night visit", "Visit at night", "Visit after 22:00", "Visit on Sunday evening at 22:00", "Come back after 10 pm", "Wait outside the house", "Sit outside the house until she returns", "Visit on a public holiday", "晚上上门", "半夜上门", "晚上十点后再去", "春节期间上门"},
	"many_visits":      {"Visit three times every day", "Six visits a day", "Come every hour", "Visit several times a day", "Visit every day", "一天多次上门"},
	"intrusion":        {"Go into the house without permission", "Do not leave until he pays", "堵在门口不走", "Force the door", "Stay until they pay", "Enter without invitation", "Block the door", "Refuse to leave", "强行进入住宅", "拒不离开"},
	"protected_places": {"Visit the temple during prayer", "到寺庙堵人", "Visit the church", "Wait at the school gate", "Talk to him at the funeral", "Go to the child's school", "到医院催收", "Visit the hospital", "Visit the debtor in hospital", "Call the school", "Meet him at the mosque", "Visit during the funeral", "到医院找债务人"},
	"minors":           {"Daughter's school", "Use the child to translate", "让孩子带话", "Ask the kids where dad is", "Give the letter to the child", "到孩子学校", "孩子学校名称", "Children's names", "Name of the child's school", "What time do the children come home from school?", "Use a child as interpreter", "Speak to the child about the debt", "Child's phone", "去学校找孩子", "向孩子询问父母去向", "让孩子翻译"},
	"vulnerable":       {"Pressure the sick mother", "Use his illness as leverage", "Press the ill", "Press the elderly first", "利用对方的病情施压"},
	"false_authority":  {"Act as a government officer", "假冒律师", "Dress like police", "Show a fake warrant", "Say you are from the court", "Pretend to be police", "Pretend to be a court bailiff", "Wear a uniform", "冒充法院", "冒充警察"},
	"false_claims":     {"Tell him the police is coming to arrest him", "不还就抓你", "Warn of jail", "Say police will arrest him", "叫警察抓他", "说要起诉坐牢", "Warn that he'll be blacklisted", "Tell her she could go to prison", "Tell the debtor he will be arrested", "Say that he will go to jail", "Say that a warrant has been issued", "Did you warn the debtor that police may come?", "再不还就要坐牢"},
	"invented_fees":    {"Add penalty at the door", "Take a tip", "Fine for the visit", "Service charge for home visit", "加收跑腿费", "Visit fee", "Add a visit fee", "Charge a visit fee", "Door-to-door fee collected", "Extra charge", "上门费", "收取上门费", "外访费"},
	"cash_no_receipt": {"Payment to collector's UPI", "Money without receipt", "付到外访员支付宝", "Pay into my account", "UPI of the agent", "Collect cash, no receipt", "转账到我个人微信", "现金不给收条", "Accept cash and give no receipt", "Send the money to my UPI", "Blank receipt", "Transfer to officer's WeChat wallet", "Cash taken without receipt", "Take cash without receipt", "Cash received (no receipt needed)", "Pay to the officer's own account", "Agent wallet", "没有收据收现金", "收现金不开收据",
		"转到催收员微信"},
	"pressing_to_borrow":  {"逼他卖房", "Ask him to sell his car", "Tell her to take a payday loan", "让他去贷款还债", "Urge the debtor to borrow from friends", "Make the debtor borrow elsewhere", "Has the debtor any jewellery to pawn?", "要求向亲戚借钱", "逼其借钱还债"},
	"seizing":             {"Keep the passport as security", "PIN of the debit card", "扣身份证", "Take his Aadhaar card", "Collect ATM card and PIN", "Lock him in the room", "Take away the TV", "拿走他的手机", "短信验证码是多少", "Write down the card's PIN", "索要银行卡和密码", "拿走身份证", "Bank PIN", "ATM PIN code", "Card password", "OTP", "Verification code", "Take the bank card and PIN", "Did you take the bank card and PIN?", "Take the phone until he pays", "Keep his ID card", "Seize the phone", "Take the motorbike", "扣留身份证", "扣押手机", "银行卡密码", "短信验证码"},
	"forced_repossession": {"Break the lock of the garage", "Seize vehicle without consent", "Take the car over objection", "Tow the car despite the objection", "强行拖车"},
	"going_on":            {"Ignore the cease request", "Continue after complaint", "Disregard the lawyer", "Visit even though he complained", "Ignore the lawyer's letter", "Go on after a dispute", "Continue despite cease-contact", "Carry on in spite of the complaint", "无视投诉继续催收"},
	"secret_recording":    {"Record audio covertly", "暗中录像", "Hidden recording", "Video inside the house", "Follow the debtor", "偷拍录像", "手机定位债务人", "拍摄家中情况", "Photograph the interior of the home", "Record without telling him", "Track the debtor's phone", "Record secretly", "Secret recording", "Hidden camera", "Recording without consent", "Film the home", "Live location of the debtor", "GPS of the debtor", "录音不告知", "偷偷录音", "债务人定位"},
	"scraping":            {"Check his Instagram", "Facebook profile link", "Fake Facebook account", "WeChat ID", "Facebook page", "Instagram handle", "Buy addresses", "Look up the debtor on social media", "Fake profile", "购买地址信息", "微信号"},
	"money_ranking":       {"Bonus only by amount", "按催回金额发奖金", "Pay by amount only", "Rank the officers by amount", "只按回款金额排名"},
	"record_forging":      {"Make up the GPS point", "Backdate the visit", "Sign for the debtor", "补录假定位", "Mock GPS", "Fake GPS", "伪造定位"},
	"banned_visits":       {"Visit where it is banned", "Visit there without a licence", "无资质上门"},
	"alone_at_dusk":       {"Wait for her when she is alone", "Go when she is alone", "趁她独自在家上门"},
}

// nearLawful are near to what lawfulTexts has, and are refused all the same: a
// rule that lets those through must not let these.
var nearLawful = []string{"Ask the family about the debt", "Have the wife ask about the debt and the loan", "Ask a relative about the debt", "向家属询问欠款情况", "让家属询问欠款", "问邻居欠款情况",
	"Wait outside the house", "Wait for him outside", "Sit in front of the building at night", "Stand outside the flat until she returns", "在门口等债务人", "在楼下守着他", "在楼下等他回来", "夜里在门外等",
	"朋友的微信号", "Phone number of the debtor's employer", "债务人单位电话", "Cash is taken and no receipt is given", "Take cash, no receipt", "Ask for the card PIN", "Card PIN", "Call the employer without the debtor's consent",
	"Call the employer even if the debtor does not agree", "Call the employer", "让他向亲友借款还款", "逼亲友还款", "Visit him last at night", "password", "Visit him at night"}

func TestWhatIsNearToLawfulIsStillRefused(t *testing.T) {
	for _, text := range nearLawful {
		for _, way := range []Way{Value, Question, Template} {
			if Look(way, text) == nil {
				t.Errorf("%s: %q was let through", way, text)
			}
		}
	}
}

// refusedNames are columns of files, fields of requests and names of questions.
var refusedNames = []string{"Employer tel", "employer_tel", "employer_phone_number", "Boss mobile", "Wife mobile", "wife_mobile", "Spouse telephone", "Father mobile", "Kin contact", "Next of kin", "next_of_kin", "nextOfKin", "Alternate contact", "alternate_contact_phone", "Secondary contact",
	"亲戚联系方式", "联系人1电话", "家人手机", "配偶手机号", "单位电话号码", "公司电话", "直属领导", "老板手机", "紧急联系人1", "Bank card PIN", "ATM PIN code", "GPS of debtor", "debtorGps", "officer bank account", "Agent wallet", "agent_wallet", "mother's phone", "Night visit ok", "Kid's school", "child_school",
	"Police threat", "Shame list", "wechat_id", "Extra charge", "neighbour_phone", "emergency_contact", "Colleague", "visit_fee"}

func TestPlainWordingsAreRefused(t *testing.T) {
	for practice, texts := range refusedTexts {
		for _, text := range texts {
			for _, way := range []Way{Value, Question, Template, Screen} {
				r := Look(way, text)
				switch {
				case r == nil && way == Screen && practice == "seizing": // the officer has a PIN and a password here
				case r == nil:
					t.Errorf("%s: %q was let through", way, text)
				case r.Practice.ID != practice && way == Question:
					t.Logf("%q: %s, and not %s", text, r.Practice.ID, practice)
				}
			}
		}
	}
	for _, name := range refusedNames {
		for _, way := range []Way{Column, Field, Name} {
			if r := Look(way, name); r == nil && (way != Field || name != "Bank card PIN" && name != "ATM PIN code") {
				t.Errorf("%s: %q was let through", way, name)
			}
		}
	}
	for _, name := range []string{"pin", "threat", "threat_1", "otp", "shame"} {
		if Look(Name, name) == nil {
			t.Errorf("the question %q was let through", name)
		}
	}
}

// lawfulTexts are what banks, officers and authors of forms write every day, near
// to what is refused.
var lawfulTexts = []string{
	// words of a practice, too far from each other to belong together
	"His wife opened the door and the debtor himself then came and gave a new mobile number", "The employer paid the salary late and so the debtor promised to call us", "A neighbour was in the yard and the debtor asked to go inside before we began to talk about the debt",
	"The visit was put off as the debtor had to work through the whole night", "妻子开门后债务人本人出来并提供了新的手机号码", "单位停工三个月后债务人表示下周会主动打电话",
	// and a condition that holds the denial, or a ban behind
	"Calling the employer is forbidden", "A night visit is forbidden", "Visits at night are never allowed", "联系债务人单位领导属违规",
	"Is the debtor's uncle a guarantor?", "Relationship", "Does the debtor speak English?", "Was the employer's name confirmed by the debtor?", "Pay slip from the employer seen", "Salary paid on", "Office hours", "Working hours of the debtor", "Can the debtor be reached by phone during work?", "Which phone may we use?", "Debtor's WhatsApp number (own)", "Notice period",
	"Notice sent by post on", "Notice handed to the debtor", "Door colour", "Gate locked?", "Building has a guard", "Guard allowed entry?", "Was the guard told only your name?", "Did neighbours watch?", "Was the second visit announced?", "Visits made this month", "Is a night delivery possible?", "Late payment",
	"Late arrival reason", "Temple Street 5", "Church Road", "School Lane", "Hospital Road visited", "Is an interpreter needed?", "Interpreter's name", "Child benefit received", "Age of the youngest child", "Does the debtor care for a sick parent?", "Was legal aid mentioned?", "Explain the next legal step",
	"Tax office letter shown", "Police station of the area", "Penalty interest per contract", "Tips for budgeting given", "Own car or rented", "Does the debtor wish to sell the car himself?", "Security deposit", "Security guard present", "Garage", "Lock on the meter", "Audio file number", "Bonus points",
	"GPS switched on", "Time stamp", "债务人父亲是否为担保人", "单位性质及职务", "上班时间", "门锁完好", "门卫是否放行", "小区名称", "寺庙路 5 号", "学校路", "医院路", "是否需要翻译",
	"孩子年龄", "子女抚养费", "律师函送达方式", "服务态度", "服务费减免", "抖音支付", "录像编号", "定位是否开启", "身份证是否过期", "房产是否抵押",
	"Mobile number", "Alternative phone of the debtor", "Home phone", "Landline", "Email", "Preferred language", "Is the number in service?", "Manager approval", "Branch manager name", "Supervisor review", "Reviewed by supervisor on", "HR policy acknowledged",
	"Family status", "Marital status", "Spouse informed by the debtor himself?", "Did the debtor bring a relative to the talk?", "Relationship of the person met", "Relationship to debtor: parent, spouse, child", "Who opened the door: spouse, parent, child, guard", "Name of person met withheld", "Was the debt kept secret from relatives?", "Was the debtor alone?", "Any minors in the room?", "Does someone in the household need care?",
	"Is medical treatment ongoing?", "Hospital stay (dates)", "School in the neighbourhood?", "Landmark near the address (school, church, market)", "Distance to landmark", "Photo of landmark", "Photo of house from the street", "Photo of business premises", "Picture of signed agreement", "Upload receipt photo", "Receipt photo", "Cash amount",
	"Cash denomination", "Deposit slip number", "UPI reference number", "Wallet payment reference", "Card machine receipt", "Cheque number", "Part payment", "Settlement offer", "Hardship reason", "Job loss", "Medical expenses", "Legal notice served on",
	"Legal notice delivered in sealed envelope", "Court case number", "Police complaint filed by debtor?", "Was the debtor abusive?", "Was the officer abused?", "Threats received (describe)", "Safety incident", "Dog in the yard", "Night shift worker", "Preferred visit time", "Visit outcome", "Reason for visit",
	"Visit start time", "Visit end time", "Weather", "Follow-up visit date", "Follow-up call date", "Callback number", "Call back later", "Call attempts before the visit", "Calls made to the debtor this week", "Vehicle number", "Vehicle surrendered voluntarily", "Keys handed over by debtor",
	"Inventory of goods in the vehicle", "Consent to photo", "Location accuracy", "GPS", "Address verified", "Address changed", "New address given by the debtor", "Landlord confirms the address?", "Tenant or owner", "Rent per month", "Loan amount", "EMI amount",
	"Other loans of the debtor", "Total debt", "Interest rate", "Fees waived", "Late fee per contract", "Charges explained", "Statement given", "Complaint number given", "Ombudsman details given", "Representative authorised", "Power of attorney seen", "Death certificate seen",
	"Legal heir name", "ID proof type", "Aadhaar last four digits", "PAN number", "Officer remarks", "Officer signature", "Witness name", "Second officer name", "Team leader phone", "Battery level", "Odometer", "手机",
	"家庭电话", "紧急程度", "接访人与债务人关系", "开门人：配偶、父母、子女、保安", "住址核实", "附近地标（学校、医院）", "房屋外观照片", "营业执照照片", "付款凭证照片", "缴款回单号", "支付宝交易号", "还款意愿",
	// kin as who asks, a wait by day, what the debtor gave or agreed to, what somebody else did
	"Did the family ask about the debt?", "A relative asked about the debt; what did you answer?", "If a neighbour asks about the debt, say nothing", "Have any relatives asked about the loan?", "家属是否询问欠款情况？", "如邻居打听欠款，不作回答",
	"Did you wait outside because the dog was loose?", "是否在门口等待？", "Did the crew sit in front of the building until the rain was over?", "客户微信号", "债务人微信号", "Phone number of the debtor's new employer given by the debtor?", "新单位电话（债务人本人提供）",
	"Cash was taken and no receipt was given: why?", "Was the card PIN requested by anybody? It must not be.", "Did anybody ask for the card PIN?", "Did the debtor give consent to call the employer?", "Has the customer agreed to a call to the employer?", "债务人是否同意联系其单位？", "是否向亲友借款还款？",
	"还款能力", "逾期原因", "失业", "住院", "是否有暴力行为", "是否受到威胁", "下次联系时间", "回访电话", "主管复核", "部门领导审批", "法院传票是否送达", "律师函是否密封送达",
	"车辆照片", "房东是否确认住址", "租金", "其他贷款", "罚息减免", "投诉渠道是否告知", "死亡证明", "继承人姓名", "证件类型", "外访员签名", "见证人", "电量",
	"里程", "债务人配偶是否到场", "家属态度", "同意拍照", "门牌", "录音文件编号",
	"Does the debtor have a job?", "Occupation of the spouse", "How many family members depend on the debtor?", "Which family member may be spoken to (authorised in writing)?", "Best time to call", "Has the phone number changed?", "Is the mobile number still valid?", "Was a callback requested?", "Was a visiting card left?", "Visit date", "Visit type", "Next visit",
	"Number of visits so far", "Officer's phone number", "Branch phone", "Office address", "Contact us at", "Call the office if unsure", "Are there children in the room?", "Are there signs of domestic violence?", "Is the debtor in police custody?", "Is legal action explained truthfully?", "Court date", "Bailiff present?",
	"ID of the officer shown", "Was the loan contract shown?", "Signature of guardian", "Why has the payment stopped?", "Was a hardship form handed out?", "Cash in hand at start of day", "Card payment terminal used", "Was the recording stopped on request?", "Video of the vehicle", "Picture of the gate", "House number visible at the gate?", "Notice left in a sealed envelope at the door",
	"Was the debtor informed of the right to complain?", "Lender informed of complaint", "Did the debtor name another contact person with consent?", "Social security office visited by debtor", "Is the hospital stay confirmed by a document?", "Religious holiday today?", "School-age children", "Family income", "Household members", "Does a family member pay voluntarily?", "Have you explained the debt to the debtor and nobody else in the family?", "Is the debt a family loan?",
	"Does the spouse owe on the same contract?", "Was the letter given to a family member in a sealed envelope?", "How was the visit received: polite, upset, threatening?", "Was the visit interrupted by neighbours?", "Debtor prefers to be contacted at work", "Debtor asked to be called on a friend's phone", "Employment: employed, self-employed, retired", "Did a colleague witness the visit?", "Second officer (colleague) phone", "Is the account with another bank?", "Amount the officer received in cash", "Did the officer issue a receipt?",
	"联系人", "联系时间", "家庭成员人数", "家庭住址是否变更", "手机号是否有效", "是否见到债务人本人", "拜访日期", "单位性质", "月收入", "是否有孩子在场", "是否报警", "是否出示律师函",
	"现金交款单号", "下次上门时间", "天气", "是否通知债务人投诉渠道", "家人是否在场", "同行人电话", "上门人员姓名", "是否告知债务人欠款金额", "配偶收入", "家人是否患病", "债务人是否在单位上班", "付款账户",
	"欠款金额及还款日期",
	"Did anyone threaten you?", "Were you threatened with violence?", "Was the officer threatened with a weapon?", "Did the debtor threaten suicide?", "Threat", "Threat to an officer", "Was the police called because of a threat?", "Incident report: police case number",
	"Is the debtor in hospital?", "Is the debtor in prison?", "Does the debtor say that he was arrested?", "Detained or abroad (told by a relative)", "Is today a public holiday at this address?", "Visits are closed on public holidays", "Night visits are not allowed", "Does the debtor work at night?",
	"Works night shift: which hours suit?", "Visit ends before 21:00", "The visit must end before 22:00", "No visit between 22:00 and 08:00", "Which time of day suits the debtor?", "Evening or morning?", "Employer's letter shown by the debtor", "Letter from the employer on salary", "Name of the employer", "Has the debtor changed employer?",
	"Employer and monthly income", "Employer address (consent given)", "Does the debtor ask us not to call at work?", "Does the employer forbid calls at work? Then never call there", "Was the employer kept out of it?", "Workplace visit agreed by the debtor in writing", "Does the debtor agree to a visit at the workplace?",
	"Was a receipt given for the cash?", "Receipt number", "Is the receipt signed by the payer?", "No cash without a receipt", "Cash is never taken without a receipt", "Cash counted twice", "Cash refused", "Payment by transfer from the debtor's own account", "Paid by WeChat Pay, receipt number", "Transaction number of the payment", "Account number of the loan",
	"Officer's account of the visit", "Name of the bank", "Bank branch", "Debit card or bank transfer?", "Debtor's phone number", "Mobile of the debtor", "Contact phone", "Preferred contact channel", "Phone of the guarantor", "Guarantor's mobile", "Phone of the debtor's lawyer", "Name and contact of the representative",
	"Who answered the phone?", "Did the spouse answer the phone?", "Is the spouse a joint debtor?", "Spouse's name on the contract", "Is a relative present?", "Relative", "Neighbour", "Colleague", "Guard", "Landlord", "Friend of the debtor", "Who was met? A family member", "Was a neighbour able to hear the talk?", "Neighbours cannot hear",
	"Do not tell the neighbours about the debt", "The family was told nothing of the debt", "Nothing was said about the debt to a third party", "Was the debt disclosed to nobody else?", "Did the debtor say that a relative will repay the loan?", "Number of people in the household", "Number of children", "How many children live in the household?", "School fees per month", "Costs of the children's school",
	"Monthly expenses for children", "Were only minors at home?", "Did a child open the door?", "Is the debtor at home alone?", "Lives alone", "Is the debtor ill?", "Illness or bereavement", "Does the debtor mourn?", "Funeral in the house: leave", "Church", "Hospital", "Places to avoid: hospital, school", "Is this address a school or a hospital?", "Reason for arrears: hospital bill",
	"Photo of the door number", "Photo of the ID card, with consent", "Take a photo of the receipt", "Photo of the letter", "Photo of the vehicle without people", "No photo of the debtor", "Do not photograph the debtor", "Are faces blurred?", "Is the letter sealed?", "Letter put through the letterbox, sealed", "Post code", "Post office receipt", "Poster",
	"Nothing was posted on the door", "The recording was announced", "Consent to recording", "Recording declined", "Never record secretly", "Is the recorder switched off?", "GPS point at the door", "GPS accuracy in metres", "Location of the branch", "Tracking number of the letter", "Was the ID card checked?", "ID card number, last four", "Did you show your ID card?",
	"Keep your phone silent", "Keep the receipt book dry", "Documents handed back", "Never ask for a PIN or password", "Sign with your PIN", "Address with PIN code", "Does the debtor forget the password of the app? Refer to the helpline", "Fees according to the statement", "No fee is charged for the visit", "Interest and fees, per statement", "Amount due", "Amount promised", "Instalment plan by month",
	"Refer to free debt advice", "Was nobody asked to borrow?", "The debtor asks for another loan", "Has the debtor another loan elsewhere?", "Dispute raised by the debtor", "The visit ended after the dispute was raised", "Continue only after the complaint is answered", "How to proceed after a complaint?", "Complaint passed to headquarters", "Cease-contact request received", "Lawyer's name",
	"Wait outside until invited in", "Did you wait outside until asked in?", "Enter only when invited", "Did you leave when asked to?", "The debtor refused to open", "Vehicle handed over voluntarily", "Were all papers for the repossession shown?", "Did the debtor object? Then stop", "Are you wearing your badge?", "Court reference of the order", "Is a court case pending?",
	"Has the debtor social benefits?", "Pay at the branch or by app", "Total amount collected today", "Share of visits within the rules", "Time of arrival", "Reason for a late entry", "Does the debtor wish to change the time of the visit?", "Asset seen", "Motorbike: number plate", "Type of vehicle", "Date of birth", "Language", "Signature of the debtor", "Signature of a witness",
	"是否有人威胁您？", "债务人是否住院？", "债务人是否在押？", "今天是否节假日？", "夜间不得上门", "晚上是否方便联系债务人？", "债务人上夜班", "债务人希望晚上联系", "债务人出示的单位证明", "工作单位", "单位地址", "债务人是否要求不要打电话到单位？", "经本人同意到单位见面", "是否已开具收据？", "收据编号", "没有收据不得收现金",
	"债务人本人手机", "联系电话", "担保人电话", "代理律师联系方式", "谁接听了电话？", "配偶是否为共同借款人？", "亲属", "邻居", "同事", "门卫", "邻居是否能听到谈话？", "不得向邻居透露欠款", "是否未向第三人透露债务？", "家中有几个孩子？", "子女学费每月多少？", "是否只有未成年人在家？", "债务人是否独居？", "是否患病或丧亲？", "医院", "学校", "此地址是否为学校或医院？",
	"逾期原因：住院看病", "拍摄门牌号", "经同意拍摄身份证", "是否核对身份证？", "身份证号后四位", "不拍摄债务人照片", "信件是否密封？", "录音须先告知", "是否同意录音？", "禁止偷偷录音", "到达位置", "不得索要密码", "按对账单列明费用", "不收取任何上门费", "还款方式", "分期方案", "债务人提出异议", "收到投诉后停止上门", "异议解决后再继续", "受邀后才进门", "对方要求离开时是否立即离开？",
	"车辆自愿移交", "是否佩戴工作证？", "法院案号", "备注", "客户姓名", "客户手机号", "家庭月收入", "补贴金额", "微信支付流水号",
}

func TestLawfulWordingsPass(t *testing.T) {
	refused := 0
	for _, texts := range refusedTexts {
		refused += len(texts)
	}
	if len(lawfulTexts) < refused {
		t.Errorf("%d lawful wordings beside %d refused: what is taken wrongly is as bad", len(lawfulTexts), refused)
	}
	for _, text := range lawfulTexts {
		for _, way := range []Way{Value, Question, Template, Screen} {
			if r := Look(way, text); r != nil {
				t.Errorf("%s: %q is taken for %s", way, text, r.Practice.ID)
			}
		}
	}
	for _, name := range []string{"employer", "employer_address", "spouse_name", "joint_debtor_phone", "guarantor_phone", "guarantor_mobile", "contact_phone", "phone", "mobile", "debtor_phone", "reference", "bank", "bank_branch", "account_number", "receipt_no", "gps_accuracy", "visit_date", "visit_time", "children_count", "school_fees",
		"household_size", "last_visit_night", "password_hint", "hospital", "do_not_call_employer", "no_night_visits", "contact_person", "officer", "agent", "amount", "fee", "担保人电话", "联系电话", "客户手机", "单位名称", "工作单位", "访问时间", "子女人数", "还款账号"} {
		for _, way := range []Way{Column, Field, Name} {
			if r := Look(way, name); r != nil {
				t.Errorf("%s: %q is taken for %s", way, name, r.Practice.ID)
			}
		}
	}
}
