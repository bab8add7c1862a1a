package intake

import "strings"

// unwanted are what nobody may be chosen by, and what stands for it: what a
// person is, lives by or believes, and whom a person knows. Names are compared
// folded; a column is meant if its name is one of these or holds one of parts.
var unwanted = map[string]bool{}

func init() {
	for _, name := range []string{
		"gender", "sex", "性别", "age", "年龄", "birthday", "birth_date", "date_of_birth", "出生日期", "生日",
		"race", "skin_colour", "nation", "nationality", "国籍", "native_place", "birthplace", "hometown", "户籍", "户口",
		"marital_status", "婚姻", "pregnant", "children", "子女", "caste", "union", "school", "学校", "生肖", "星座",
		"references", "referees", "colleagues", "同事", "亲属", "relatives", "neighbours", "neighbors", "邻居", "friends", "好友",
		"call_log", "imei", "device_id", "gps_track", "credit_of_friends",
	} {
		unwanted[folded(name)] = true
	}
}

var unwantedParts = []string{
	"ethnic", "民族", "relig", "宗教", "籍贯", "marital", "婚姻", "health", "健康", "疾病", "disab", "残疾", "politic", "政治", "sexual", "性取向", "genetic", "biometric",
	"addressbook", "phonebook", "通讯录", "emergencycontact", "紧急联系人", "联系人", "contacts", "social", "社交", "wechat", "微信", "qq", "weibo", "微博", "tiktok", "抖音",
	"facebook", "instagram", "whatsapp", "通话记录", "calllog", "轨迹",
}

// Unwanted reports whether a column or term of this name says what nobody may be
// chosen by: a protected attribute, what stands for one, or whom somebody knows.
func Unwanted(name string) bool {
	name = folded(name)
	if unwanted[name] {
		return true
	}
	for _, part := range unwantedParts {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

func unwantedOf(names []string) []string {
	var list []string
	for _, name := range names {
		if Unwanted(name) {
			list = append(list, name)
		}
	}
	return list
}
