package page

import (
	"fmt"
	"strconv"
	"strings"
)

// What the page says of a file as a whole.
var (
	holdsHead = Text{"The dossier holds", "案卷核验通过"}
	holdsLead = Text{
		"Everything in it is unaltered since it was recorded on the device that signed it, and headquarters lists no entry that is not inside. Whether what was recorded is true it does not say.",
		"案卷中的全部内容，自在签名的设备上记录以来未被改动；总部所列的记录无一缺少。所记录的内容是否属实，案卷不作说明。",
	}
	alteredHead = Text{"The dossier does not hold", "案卷核验未通过"}

	strangerHead = Text{"This file is no dossier", "此文件不是案卷"}
	strangerLead = Text{
		"A dossier is a ZIP that begins with headquarters' manifest. This file does not begin so: it is another file, or something was put before it or cut off.",
		"案卷是以总部清单开头的 ZIP 文件。此文件的开头不是这样：它是别的文件，或者开头被添加或截去了内容。",
	}
	rootHead = Text{"Not signed under this fingerprint", "不是此指纹所签"}
	rootLead = Text{
		"Either the fingerprint is mistyped or of another headquarters, or the dossier was not made by this headquarters. Compare the fingerprint with the paper, digit by digit.",
		"指纹输入有误，或属于另一个总部；也可能案卷不是由此总部制作的。请与纸上的指纹逐位核对。",
	}

	uncheckedHead = Text{"Nothing was checked", "没有进行核验"}
	tooLarge      = Text{
		"The file has 4 GiB or more; no dossier is so large.",
		"文件达到或超过 4 GiB，案卷不会这么大。",
	}
	unreadable = Text{
		"The file could not be read to its end; it may have been moved or changed since it was chosen. Choose it again.",
		"文件未能完整读取，可能在选择之后被移动或修改。请重新选择。",
	}
)

func alteredLead(faults int) Text {
	return Text{
		fmt.Sprintf("It is not as headquarters and the devices signed it. Faults: %d.", faults),
		fmt.Sprintf("它与总部和设备签名时的内容不一致。问题 %d 处。", faults),
	}
}

// memberIs says what a member is, for people who never saw the format.
func memberIs(name string) Text {
	switch name {
	case "manifest.json":
		return Text{"Manifest of headquarters", "总部清单"}
	case "keys.json":
		return Text{"Keys of headquarters", "总部密钥表"}
	case "checkpoint":
		return Text{"Checkpoint of the log", "日志检查点"}
	case "list.json":
		return Text{"List of the entries", "记录目录"}
	case "end of the ZIP":
		return Text{"End of the file", "文件末尾"}
	}
	room, rest, _ := strings.Cut(name, "/")
	rest, ext, _ := strings.Cut(rest, ".")
	number, index, _ := strings.Cut(rest, "-")
	no, err := strconv.ParseInt(number, 10, 64)
	photo, second := strconv.Atoi(index)
	switch {
	case room == "devices" && ext == "json":
		return Text{"Enrolment of a device", "设备登记"}
	case room == "entries" && err == nil && ext == "bin":
		return Text{fmt.Sprintf("Entry %d", no), fmt.Sprintf("第 %d 号记录", no)}
	case room == "entries" && err == nil && ext == "proof":
		return Text{fmt.Sprintf("Proof of entry %d", no), fmt.Sprintf("第 %d 号记录的存证", no)}
	case room == "photos" && err == nil && second == nil:
		return Text{fmt.Sprintf("Photo %d of entry %d", photo+1, no), fmt.Sprintf("第 %d 号记录的照片 %d", no, photo+1)}
	}
	return Text{"Something no dossier has", "案卷中不应有的内容"}
}
