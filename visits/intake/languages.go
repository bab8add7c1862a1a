package intake

import (
	"strings"

	tags "golang.org/x/text/language"
)

// languageWords are languages as banks' files name them, in Chinese, English and by
// themselves, folded. Spoken Chinese that is not said to be another one is zh.
var languageWords = map[string]string{}

func init() {
	for tag, words := range map[string]string{
		"zh":  "中文 汉语 漢語 普通话 普通話 国语 國語 华语 华文 chinese mandarin mandarinchinese putonghua",
		"yue": "粤语 粵語 广东话 廣東話 cantonese", "wuu": "吴语 上海话 shanghainese wu", "nan": "闽南语 閩南語 台语 hokkien minnan taiwanese", "hak": "客家话 客家話 hakka",
		"ug": "维吾尔语 维语 uyghur uighur", "bo": "藏语 藏文 tibetan", "mn": "蒙古语 蒙语 mongolian", "za": "壮语 zhuang", "ko": "朝鲜语 韩语 韓語 korean 한국어", "kk": "哈萨克语 kazakh",
		"en": "英语 英文 英語 english", "ja": "日语 日文 日語 japanese 日本語", "de": "德语 德文 german deutsch", "fr": "法语 法文 french français", "es": "西班牙语 spanish español castilian",
		"el": "希腊语 greek ελληνικά", "pt": "葡萄牙语 portuguese português", "it": "意大利语 italian italiano", "nl": "荷兰语 dutch nederlands", "ru": "俄语 russian русский",
		"pl": "波兰语 polish polski", "tr": "土耳其语 turkish türkçe", "ar": "阿拉伯语 arabic العربية", "vi": "越南语 vietnamese tiếngviệt", "th": "泰语 thai ไทย",
		"hi": "印地语 hindi हिन्दी", "id": "印尼语 印度尼西亚语 indonesian bahasaindonesia", "ms": "马来语 malay", "tl": "菲律宾语 他加禄语 tagalog filipino", "uk": "乌克兰语 ukrainian українська",
		"ro": "罗马尼亚语 romanian română", "fa": "波斯语 persian farsi فارسی", "ur": "乌尔都语 urdu اردو", "bn": "孟加拉语 bengali bangla বাংলা",
		"zh-Hans": "简体中文 simplifiedchinese chinese(simplified)", "zh-Hant": "繁体中文 繁體中文 traditionalchinese chinese(traditional)",
	} {
		for _, word := range strings.Fields(words) {
			languageWords[folded(word)] = tag
		}
	}
}

// Language is a language as the import of cases understands it, as a tag of BCP 47; false
// for a word that is no language here.
func Language(cell string) (tag string, known bool) {
	tag, _ = parseLanguage(cell)
	return tag, tag != ""
}

// parseLanguage is a language as a tag of BCP 47: language and, if the file says it
// by itself or by a country, script. Crews are chosen by it, so two spellings of one
// language must not be two, and a word nobody knows is nobody's language.
func parseLanguage(cell string) (tag string, w why) {
	if tag = languageWords[folded(cell)]; tag != "" {
		return tag, why{}
	}
	unknown := say("This is no language here; write a tag of BCP 47, such as zh-Hans, yue or en, or its name in English or Chinese.")
	t, err := tags.Parse(strings.TrimSpace(cell))
	if err != nil {
		return "", unknown
	}
	base, script, region := t.Raw()
	if base.String() == "und" || base.String() == "mis" || base.String() == "zxx" || base.String() == "mul" {
		return "", unknown
	}
	if base.String() == "zh" && region.String() != "ZZ" && script.String() == "Zzzz" {
		script, _ = t.Script() // zh-TW is written in the other characters; of de-AT the country says nothing
	}
	if tag = base.String(); script.String() != "Zzzz" {
		tag += "-" + script.String()
	}
	return tag, why{}
}
