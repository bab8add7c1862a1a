package xlsform

import (
	"slices"
	"strings"
)

// head is a column by its header: "Label :: English (en)" is label in en.
type head struct {
	key  string // of columns; "" for one that is not read
	lang string // "": the form's default language
	said string // as the file spells it
}

// columns of each sheet that are read, besides the columns of choices a
// choice_filter looks at.
var columns = map[string][]string{
	"survey": {"type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message", "calculation", "default",
		"choice_filter", "repeat_count", "appearance", "read_only", "disabled"},
	"choices":  {"list_name", "name", "label"},
	"settings": {"form_title", "form_id", "version", "default_language"},
}

// passedOver are columns that only change how something looks, are remarks, or say
// where and how ODK sends a record; each may be there by language, too.
var passedOver = map[string][]string{
	"survey": {"guidance_hint", "image", "media::image", "big-image", "media::big-image", "audio", "media::audio", "video", "media::video",
		"note", "notes", "comment", "comments", "parameters", "autoplay", "body::accuracythreshold"},
	"settings": {"style", "instance_name", "submission_url", "auto_send", "auto_delete", "allow_choice_duplicates", "name", "clean_text_values"},
}

// isPassedOver is of such a column, and of those that KoboToolbox writes for itself.
func isPassedOver(sheet, key string) bool {
	return strings.HasPrefix(key, "$") || slices.ContainsFunc(passedOver[sheet], func(p string) bool { return key == p || strings.HasPrefix(key, p+"::") })
}

// spoken are the columns with one for each language.
var spoken = []string{"label", "hint", "required_message", "constraint_message"}

// also are other names of columns that forms have had.
var also = map[string]string{
	"relevance": "relevant", "calculate": "calculation", "list": "list_name", "title": "form_title", "id_string": "form_id", "set_form_id": "form_id", "set_form_title": "form_title",
	"readonly": "read_only", "read-only": "read_only", "caption": "label", "constraining_message": "constraint_message", "constraint-message": "constraint_message",
	"requiredmsg": "required_message", "count": "repeat_count", "jr:count": "repeat_count",
	"bind::relevant": "relevant", "bind::required": "required", "bind::constraint": "constraint", "bind::calculate": "calculation", "bind::readonly": "read_only",
	"bind::jr:constraintmsg": "constraint_message", "bind::jr:requiredmsg": "required_message", "control::jr:count": "repeat_count",
	"control::appearance": "appearance", "body::appearance": "appearance",
}

// languageCodes are the names of languages forms give without their code.
var languageCodes = map[string]string{
	"greek": "el", "ελληνικά": "el", "irish": "ga", "gaeilge": "ga", "italian": "it", "italiano": "it", "russian": "ru", "русский": "ru", "ukrainian": "uk", "українська": "uk",
	"japanese": "ja", "日本語": "ja", "korean": "ko", "한국어": "ko", "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl", "turkish": "tr", "türkçe": "tr",
	"vietnamese": "vi", "tiếng việt": "vi", "indonesian": "id", "bahasa indonesia": "id", "thai": "th", "bengali": "bn", "bangla": "bn", "urdu": "ur", "nepali": "ne",
	"العربية": "ar", "हिन्दी": "hi", "amharic": "am", "somali": "so", "hausa": "ha", "tagalog": "tl", "filipino": "fil", "persian": "fa", "farsi": "fa",
	"simplified chinese": "zh-Hans", "chinese (simplified)": "zh-Hans", "traditional chinese": "zh-Hant", "繁體中文": "zh-Hant",
	"english": "en", "chinese": "zh-Hans", "中文": "zh-Hans", "简体中文": "zh-Hans", "français": "fr", "french": "fr", "español": "es", "spanish": "es",
	"português": "pt", "portuguese": "pt", "kiswahili": "sw", "swahili": "sw", "arabic": "ar", "hindi": "hi", "german": "de", "deutsch": "de",
	"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-hans": "zh-Hans"}

// plainName makes "Constraint Message", "constraint-message" and
// " constraint_message" one.
func plainName(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(s)), "_")
	if other := also[s]; other != "" {
		return other
	}
	return s
}

// has tells of columns a sheet cannot be read without, once instead of at every row.
func (r *reader) has(s sheet, wanted ...string) bool {
	all := true
	for _, key := range wanted {
		if !slices.ContainsFunc(s.heads, func(h head) bool { return h.key == key }) {
			r.problem(s.name, s.headRow, key, "", "the sheet has no column of this name, and is not read without it")
			all = false
		}
	}
	return all
}

func (b *book) headsOf(sheet string, n int, cells []string) []head {
	heads := make([]head, len(cells))
	for i, said := range cells {
		base, lang, many := strings.Cut(said, "::")
		if one, of, colon := strings.Cut(said, ":"); !many && colon && slices.Contains(spoken, plainName(one)) {
			base, lang, many = one, of, true // as older forms write it
		}
		h := head{key: plainName(base), said: said}
		switch {
		case also[plainName(said)] != "":
			h.key = also[plainName(said)]
		case sheet != "settings" && (h.key == "value" || h.key == "tag"):
			h.key = "name"
		case sheet == "survey" && h.key == "command":
			h.key = "type"
		case many && slices.Contains(spoken, h.key):
			code, known := languageCode(lang)
			if h.lang = code; !known {
				b.problems = append(b.problems, Problem{sheet, n, columnName(i), said, "the language has no code: write it in brackets, as in label::English (en)"})
			}
		case many:
			h.key = plainName(base) + "::" + plainName(lang)
		}
		for k, other := range heads[:i] {
			if said != "" && other.key == h.key && other.lang == h.lang {
				b.problems = append(b.problems, Problem{sheet, n, columnName(i), said, "it says the same as column " + columnName(k)})
			}
		}
		heads[i] = h
	}
	return heads
}

// languageCode is the code of a language as headers and settings write it.
func languageCode(said string) (string, bool) {
	name, code, inBrackets := strings.Cut(strings.TrimSpace(said), "(")
	if !inBrackets {
		code = strings.ToLower(strings.TrimSpace(name))
	}
	code = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(code), ")"))
	if known := languageCodes[strings.ToLower(code)]; known != "" {
		return known, true
	}
	first, rest, _ := strings.Cut(code, "-")
	code = strings.ToLower(first) + code[len(first):] // EN and en are one language
	return code, (len(first) == 2 || len(first) == 3) && len(code) <= 16 && strings.Trim(first+rest, letters+"-") == "" && !strings.Contains(code, "_")
}
