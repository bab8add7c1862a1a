package page

import (
	"regexp"
	"strconv"
	"strings"
)

// ofAnotherRoot is what dossier.Verify says of keys that another root signed.
const ofAnotherRoot = "the key list is not signed by the root of that fingerprint"

// sentences are those of dossier.Verify, as it formats them, and their Chinese,
// in which {1} is what stood in the place of the first verb. A test reads
// Verify's source and demands each of them here.
var sentences = []struct{ en, zh string }{
	// the ZIP
	{"it is missing", "缺失"},
	{"it is missing, or does not stand where it must", "缺失，或不在应在的位置"},
	{"it is not inside", "不在案卷中"},
	{"it does not stand where it must, at byte %d", "不在应在的位置（第 {1} 字节）"},
	{"its header says %d bytes, it has at most %d", "ZIP 头称有 {1} 字节，最多应为 {2} 字节"},
	{"it is cut short", "被截断"},
	{"its header in the ZIP is not the one of these bytes", "ZIP 头与其内容不符"},
	{"its line in the ZIP's directory is not the one of these bytes", "ZIP 目录中的条目与其内容不符"},
	{"it does not say what the ZIP holds", "与 ZIP 的内容不符"},
	{"the file has %d bytes, headquarters wrote %d", "文件有 {1} 字节，总部写出的是 {2} 字节"},
	{"it has %d bytes, headquarters listed %d", "有 {1} 字节，总部所列为 {2} 字节"},
	{"it has %d bytes, at most %d are read", "有 {1} 字节，最多读取 {2} 字节"},
	{"it has %d bytes, its entry says %d", "有 {1} 字节，其记录所称为 {2} 字节"},
	{"headquarters' manifest does not name it", "总部清单中没有它"},
	{"it stands in the ZIP a second time, or out of its place", "在 ZIP 中重复出现，或位置不对"},
	{"it cannot be read: %v", "无法读取（{1}）"},
	{"its bytes are not those headquarters listed (SHA-256)", "内容与总部所列不符（SHA-256）"},
	{"there are more faults than are listed", "问题多于此处所列"},
	// manifest, keys, checkpoint, list, enrolments
	{"it is not a statement: %v", "不是总部的声明（{1}）"},
	{"it is not spelt as headquarters writes it", "写法与总部的不同"},
	{ofAnotherRoot, "密钥表不是此指纹的根密钥签名的"},
	{"headquarters' service key did not sign this", "不是总部服务密钥签名的"},
	{"it is of version %d; this program reads %d", "版本为 {1}，本程序只能读版本 {2}"},
	{"it does not name keys, checkpoint and list first", "没有先列出密钥表、检查点和目录"},
	{"it lists %d bytes, more than a dossier holds", "所列共 {1} 字节，超过案卷的上限"},
	{"its lines are not as headquarters writes them", "各行的写法与总部的不同"},
	{"the name %.80q is not one a dossier has there", "案卷在此处不会有名称 {1}"},
	{"%q is no masking level: give none, names or all", "{1} 不是遮盖级别（none、names 或 all）"},
	{"it has more than headquarters' signature, or not spelt as headquarters writes it", "除总部的签名外还有别的内容，或写法与总部的不同"},
	{"it is of size %d of life %s, the manifest of size %d of life %s", "日志大小为 {1}、代次为 {2}，清单则为 {3}、{4}"},
	{"it is of another case, visit or size of the log than the manifest", "案件、上门或日志大小与清单不同"},
	{"it enrols another device, %s", "登记的是另一台设备 {1}"},
	// entries and proofs
	{"it is not the entry that list.json names under this number", "不是 list.json 在此编号下所列的记录"},
	{"it is of another case", "属于另一个案件"},
	{"it is not of the visit", "不属于这次上门"},
	{"its words are shown, the mask %s withholds them", "文字可见，而遮盖级别 {1} 应将其隐去"},
	{"the enrolment of its device, %s, is not inside", "其设备 {1} 的登记不在案卷中"},
	{"it names an officer who is not enrolled on its device", "所称外访员不是在其设备上登记的"},
	{"a signature does not fit", "签名不符"},
	{"entry of %d bytes: malformed", "记录的大小 {1} 字节不对"},
	{"entry: roles of signatures: malformed", "签名的角色不对"},
	{"entry: wrong length: malformed", "记录的长度不对"},
	{"entry: state of a part: malformed", "记录某部分的状态不对"},
	{"entry: words do not fit the header: malformed", "文字与记录头不符"},
	{"entry: facts are not those that were signed: malformed", "事实与签名时的不同"},
	{"entry: words are not those that were signed: malformed", "文字与签名时的不同"},
	{"header: %v: malformed", "记录头的格式不对（{1}）"},
	{"it is no leaf with its proof", "不是日志叶及其存证"},
	{"its leaf is not as headquarters writes it under this number", "日志叶不是总部在此编号下所写的"},
	{"its leaf is another entry's", "日志叶属于另一条记录"},
	{"the entry is not in the log of the checkpoint", "此记录不在检查点所述的日志中"},
	// photos
	{"no entry inside names it", "案卷中没有记录提到它"},
	{"it is shown, the mask %s withholds it", "文件可见，而遮盖级别 {1} 应将其隐去"},
	{"the words of its entry do not hold its salt, nobody can compare it", "其记录的文字中没有盐值，无法比对"},
	{"it is not the photo whose root the device signed", "不是设备签名的那张照片"},
	{"its SHA-256 is not the one in its entry's words", "SHA-256 与其记录文字中的不同"},
	// one with another
	{"list.json names it and it is not inside", "list.json 列有它，但不在案卷中"},
	{"list.json does not name it", "list.json 没有列出它"},
	{"it is of a visit that is not of the case", "所属的上门不属于此案件"},
	{"its entry is not inside", "其记录不在案卷中"},
	{"no entry inside is of this device", "案卷中没有此设备的记录"},
	{"it says twice that %s %s is absent", "两次称{1} {2} 缺少"},
	{"it says that %s %s is %s, and nothing inside calls for that", "称{1} {2} 为“{3}”，而案卷中没有与之对应的内容"},
	{"its %s are %s and the manifest does not say so", "其{1}为“{2}”，而清单没有说明"},
	{"it is inside and the manifest says it is not", "在案卷中，而清单称其不在"},
	{"it is missing and the manifest does not say why", "缺失，而清单没有说明原因"},
	{"the manifest gives two reasons why it is missing", "清单对其缺失给出了两个原因"},
	{"another entry stands at its place of the chain, and no leaf says fork", "链上同一位置还有另一条记录，而日志叶都没有标为分叉"},
	{"the entry before it in the chain is another than it names", "链上的前一条记录不是它所指的那条"},
	{"it names an entry of a visit and no visit", "指向某次上门的记录，自己却不属于任何上门"},
	{"it names no entry before it of its visit, and there is one", "没有指出本次上门的前一条记录，而前一条存在"},
	{"the entry before it of its visit, %s, is not inside", "本次上门的前一条记录 {1} 不在案卷中"},
	{"the entry before it of its visit is another than it names", "本次上门的前一条记录不是它所指的那条"},
	{"it counts %d entries and %d photos of its visit, inside are %d and %d", "称本次上门有 {1} 条记录和 {2} 张照片，案卷中为 {3} 和 {4}"},
}

// sentence is one of sentences, ready to be recognised.
type sentence struct {
	is *regexp.Regexp
	zh string
}

// verb is a verb of fmt, after QuoteMeta.
var verb = regexp.MustCompile(`%[\\.0-9]*[a-z]`)

// parts are the words of the format that stand in the place of a verb.
var parts = map[string]string{
	"words": "文字", "facts": "事实", "photo": "照片", "entry": "记录",
	"withheld": "隐去", "erased": "已删除", "sealed": "已封存", "withdrawn": "撤回", "awaited": "未收到", "unknown": "未知",
}

var known = func() []sentence {
	var all []sentence
	for _, s := range sentences {
		pattern := verb.ReplaceAllStringFunc(regexp.QuoteMeta(s.en), func(v string) string {
			if strings.HasSuffix(v, "d") {
				return `(-?[0-9]+)`
			}
			return `(.+)`
		})
		all = append(all, sentence{regexp.MustCompile(`^` + pattern + `$`), s.zh})
	}
	return all
}()

// inChinese is a fault's sentence in Chinese. One that is not known, which a
// malformed payload can bring, stays as it is behind words that say so.
func inChinese(what string) string {
	if zh, ok := translated(what); ok {
		return zh
	}
	return "与总部写入的格式不符（英文原文：" + what + "）"
}

func translated(what string) (string, bool) {
	for _, s := range known {
		found := s.is.FindStringSubmatch(what)
		if found == nil {
			continue
		}
		var pairs []string
		for i, part := range found[1:] {
			if inner, ok := translated(part); ok {
				part = inner
			} else if word := parts[part]; word != "" {
				part = word
			}
			pairs = append(pairs, "{"+strconv.Itoa(i+1)+"}", part)
		}
		return strings.NewReplacer(pairs...).Replace(s.zh), true
	}
	return "", false
}
