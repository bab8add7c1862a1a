package page

import (
	"fmt"
	"strings"
	"time"

	"fairvisit/evidence/dossier"
)

// nameWidth is the width of a line's name in Report.String.
const nameWidth = 9

// summary is the report, line by line: in English the very lines of `hq verify`,
// so that nobody has to compare two wordings.
func summary(r *dossier.Report) []Row {
	var rows []Row
	for line := range strings.Lines(strings.TrimSuffix(r.String(), dossier.Limits)) {
		name := strings.TrimSpace(line[:nameWidth])
		rows = append(rows, Row{
			Name:  Text{name, rowNames[name]},
			Value: Text{strings.TrimSuffix(line[nameWidth:], "\n"), rowInChinese(name, r)},
		})
	}
	return rows
}

var rowNames = map[string]string{
	"people": "人物", "case": "案件", "visit": "上门", "log": "日志", "entries": "记录", "photos": "照片",
	"received": "总部收到", "practice": "演练", "unknown": "缺少", "forks": "分叉", "mask": "遮盖",
}

func rowInChinese(name string, r *dossier.Report) string {
	switch name {
	case "people":
		return "全部为虚构：这是演示数据"
	case "case":
		return r.Case.String()
	case "visit":
		return r.Visit.String() + "，仅此一次"
	case "log":
		return fmt.Sprintf("%d 条记录，总部代次 %s", r.Size, r.Generation)
	case "entries":
		return fmt.Sprintf("%d 条；上门 %d 次，设备 %d 台；文字隐去 %d 条，已删除 %d 条，已封存 %d 条",
			r.Entries, r.Visits, r.Devices, r.WordsWithheld, r.WordsErased, r.WordsSealed)
	case "photos":
		return fmt.Sprintf("完整 %d 张，隐去 %d 张，撤回 %d 张，未收到 %d 张", r.PhotosWhole, r.PhotosWithheld, r.PhotosWithdrawn, r.PhotosDue)
	case "received":
		return clock(r.From) + " 至 " + clock(r.Until)
	case "practice":
		return fmt.Sprintf("演练记录 %d 条", r.Practice)
	case "unknown":
		return fmt.Sprintf("被其他记录引用、总部没有的记录 %d 条", r.Unknown)
	case "forks":
		return fmt.Sprintf("与另一条记录位置相同的记录 %d 条", r.Forks)
	case "mask":
		return string(r.Mask) + "：隐去的内容保存在总部"
	}
	return ""
}

func clock(micro int64) string {
	return time.UnixMicro(micro).UTC().Format("2006-01-02 15:04:05") + "（UTC）"
}
