package intake

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"io"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// What a table of what was before visits is of.
const (
	Contacts = "contacts"
	Notices  = "notices"
	Consents = "consents"
	Payments = "payments"
	Flags    = "flags"
)

// Line is one row of such a table. What a cell does not say is empty, and means
// that it is not known.
type Line struct {
	Row              int
	Creditor, Number string
	Kind, Form       string // of a notice or a consent
	For              string // of a consent for one of the family: what they are to who gave it
	Channel, Reached string // of a contact
	Solicited        bool
	Role, Name       string // whom it is about
	Day              string // yyyy-mm-dd
	From             string // of a consent: the first day it counts; "": as soon as it was given
	Minute           int    // of the day, -1: only the day is said
	Until, Withdrawn string // of a consent; the last day it holds, the day it was taken back
	Amount           int64  // of a payment, minor units
	Currency         string // likewise
	Reference        string // the bank's, of a payment
	Receipt          string // of the crew that took it, of a payment

	Case, By, Reason string // of a flag: an id, or CREDITOR/NUMBER; who says so; why
}

// Table is what a reading of one found. It does not keep the bytes.
type Table struct {
	What                            string // Contacts, Notices, Consents, Payments or Flags
	Encoding, Confidence, Delimiter string
	Rows                            int
	Refused                         int // rows of which nothing was taken, also those whose problems are not listed
	Lines                           []Line
	Problems                        []Problem // by row, as File has them
	Ignored                         []string
	Hash                            evidence.Hash
}

// field is one column such a table may have.
type field struct {
	name string
	also []string
	in   string // the tables it is of, by their first letter pair; "" is all
	must string // the tables that need it
	free bool
	of   choices // what may stand in it; none: anything
}

const (
	inContacts, inNotices, inConsents, inPayments, inFlags = "ct", "nt", "cs", "pm", "fl"
	inBefore                                               = inContacts + inNotices + inConsents
	inNumbered                                             = inBefore + inPayments // name a case by creditor and number
)

var shortOf = map[string]string{Contacts: inContacts, Notices: inNotices, Consents: inConsents, Payments: inPayments, Flags: inFlags}

var (
	channels = choices{"This is no way of contact here; it can be visit, call, letter or message, or empty where it is not known.", map[string]string{
		"visit": "visit", "上门": "visit", "外访": "visit", "call": "call", "phone": "call", "电话": "call",
		"letter": "letter", "信函": "letter", "书面": "letter", "message": "message", "sms": "message", "短信": "message",
	}}
	reaches = choices{"This does not say who was met; it can be somebody or nobody, or empty where it is not known.", map[string]string{
		"somebody": "somebody", "yes": "somebody", "是": "somebody", "接通": "somebody", "已接通": "somebody",
		"nobody": "nobody", "no": "nobody", "否": "nobody", "未接": "nobody", "未接通": "nobody",
	}}
	answers = choices{"This is neither yes nor no.", map[string]string{"yes": "yes", "是": "yes", "no": "no", "否": "no"}}
	written = choices{"This is no form here; it can be written, recorded or oral.", map[string]string{
		"written": "written", "书面": "written", "recorded": "recorded", "录音": "recorded", "oral": "oral", "口头": "oral",
	}}
	noticeKinds = choices{"This is no notice here; it can be visit or validation.", map[string]string{"validation": "validation", "债务核实": "validation", "债务核实通知": "validation", "visit": "visit", "上门": "visit", "外访": "visit", "上门通知": "visit"}}
	agreements  = choices{"This is no consent here; it can be workplace, time, place, more_visits, employer, contact or family.", map[string]string{
		"workplace": "consent.workplace", "consent.workplace": "consent.workplace", "单位": "consent.workplace",
		"time": "consent.time", "consent.time": "consent.time", "时间": "consent.time",
		"place": "consent.place", "consent.place": "consent.place", "地点": "consent.place",
		"morevisits": "consent.more_visits", "consent.morevisits": "consent.more_visits", "多次上门": "consent.more_visits",
		"employer": "consent.employer", "consent.employer": "consent.employer",
		"contact": "consent.contact", "consent.contact": "consent.contact",
		"family": visits.ConsentFamily, "consent.family": visits.ConsentFamily, "家属": visits.ConsentFamily,
	}}
)

// fields are the columns of these tables.
var fields = []field{
	{name: "creditor", also: columns[creditor].also, must: inNumbered, free: true},
	{name: "number", also: columns[number].also, must: inNumbered},
	{name: "from", also: []string{"起始日期"}, in: inConsents}, // before date, which is called so too in the other tables
	{name: "date", also: []string{"day", "from", "日期", "通知日期", "联系日期", "同意日期", "付款日期", "还款日期", "起始日期"}, must: inContacts + inNotices + inPayments + inFlags},
	{name: "time", also: []string{"clock", "时间"}, in: inBefore},
	{name: "role", also: columns[role].also, in: inBefore, of: roles},
	{name: "name", also: columns[name].also, in: inBefore, free: true},
	{name: "channel", also: []string{"方式", "渠道", "联系方式"}, in: inContacts, of: channels},
	{name: "reached", also: []string{"answered", "是否接通"}, in: inContacts, of: reaches},
	{name: "solicited", also: []string{"asked_for", "是否应约"}, in: inContacts, of: answers},
	{name: "notice", also: []string{"通知类型"}, in: inNotices, of: noticeKinds},
	{name: "consent", also: []string{"kind", "同意事项"}, in: inConsents, must: inConsents, of: agreements},
	{name: "for", also: []string{"relation", "consent_for", "对象", "与本人关系"}, in: inConsents, of: relations},
	{name: "form", also: []string{"形式"}, in: inNotices + inConsents, must: inNotices + inConsents, of: written},
	{name: "until", also: []string{"有效期至"}, in: inConsents + inFlags},
	{name: "case", also: []string{"案件"}, in: inFlags, free: true},
	{name: "code", also: []string{"flag", "停访原因"}, in: inFlags, must: inFlags, of: stops},
	{name: "source", also: []string{"来源"}, in: inFlags, of: sources},
	{name: "reason", also: []string{"说明"}, in: inFlags, free: true},
	{name: "withdrawn", also: []string{"撤回日期"}, in: inConsents},
	{name: "amount", also: []string{"paid", "付款金额", "还款金额", "金额"}, in: inPayments, must: inPayments},
	{name: "currency", also: columns[currency].also, in: inPayments, must: inPayments, of: currencies},
	{name: "reference", also: []string{"ref", "transaction", "流水号", "交易流水号", "交易号"}, in: inPayments, must: inPayments},
	{name: "receipt", also: []string{"receipt_no", "收据号", "收据编号"}, in: inPayments},
}

// said is a table being read, at one row of it.
type said struct {
	*Table
	scan     *scanner
	names    []string
	at       map[string]int // place of each column in a record
	fields   []field
	options  Options
	bad      bool
	unlisted int
}

// ReadTable reads a table of contacts, notices, consents, payments or
// flags. Errors, encodings and problems are those of Read.
func ReadTable(r io.Reader, what string, o Options) (Table, error) {
	o = o.withDefaults()
	t := Table{What: what}
	if shortOf[what] == "" {
		return t, refused("A table can be of contacts, notices, consents, payments or flags, and not of %q.", what)
	}
	if day, w := parseDate(o.Today); w.said() || day != o.Today {
		return t, refused("Today's date was not given, so the dates of the file cannot be judged.")
	}
	data, err := readAll(r, o.MaxBytes)
	if err != nil {
		return t, err
	}
	t.Hash = sha256.Sum256(data)
	if bytes.HasPrefix(data, workbookMark) {
		return t, refused("This is a spreadsheet workbook, not a text table; save it as CSV and read that.")
	}
	if err := refuseWrongKind(data); err != nil {
		return t, err
	}
	enc, err := chooseEncoding(data, o.Encoding)
	if err != nil {
		return t, err
	}
	t.Encoding, t.Confidence = enc.name, enc.confidence
	rd, err := openTable(&t, data, enc, o)
	if err != nil {
		return t, err
	}
	for rd.scan.next() {
		if rd.scan.nothing() {
			continue
		}
		if t.Rows == o.MaxRows {
			t.Lines, t.Problems = nil, nil
			return t, refused("The file has more than %d rows; divide it and read the parts.", o.MaxRows)
		}
		t.Rows++
		rd.row()
	}
	rd.finish()
	return t, nil
}

// openTable finds the delimiter that yields most columns, as readHeader does.
func openTable(t *Table, data []byte, enc text, o Options) (*said, error) {
	var best *said
	commas, begin := delimiters(data, enc)
	for _, comma := range commas {
		rd := &said{Table: t, scan: begin(comma), at: map[string]int{}, options: o}
		for _, f := range fields {
			if f.in == "" || strings.Contains(f.in, shortOf[t.What]) {
				rd.fields = append(rd.fields, f)
			}
		}
		for rd.scan.next() && rd.scan.nothing() {
		}
		for i := range rd.scan.cells {
			rd.names = append(rd.names, clip(string(bytes.TrimSpace(rd.scan.value(i)))))
		}
		for i, n := range rd.names {
			if f, ok := rd.field(n); ok {
				if _, twice := rd.at[f.name]; !twice {
					rd.at[f.name] = i
				}
			}
		}
		if best == nil || len(rd.at) > len(best.at) {
			best = rd
		}
	}
	return best, best.head()
}

func (rd *said) field(name string) (field, bool) {
	i := slices.IndexFunc(rd.fields, func(f field) bool {
		return folded(f.name) == folded(name) || slices.ContainsFunc(f.also, func(a string) bool { return folded(a) == folded(name) })
	})
	if i < 0 {
		return field{}, false
	}
	return rd.fields[i], true
}

// head refuses a header by which rows could only be guessed at.
func (rd *said) head() error {
	if rd.scan.fault != "" {
		return refused("The header (line %d) cannot be read. %s", rd.scan.start, rd.scan.fault)
	}
	if rd.scan.count > maxColumns {
		return refused("The header has %d columns; such a file has at most %d.", rd.scan.count, maxColumns)
	}
	rd.Delimiter = string(rd.scan.comma)
	for i, n := range rd.names {
		f, ok := rd.field(n)
		if ok && rd.at[f.name] != i {
			return refused("Two columns, %q and %q, both mean %s, and it is not clear which counts.", rd.names[rd.at[f.name]], n, f.name)
		}
		if !ok && n != "" {
			if err := refusedColumn(n); err != nil {
				return err
			}
			rd.Ignored = append(rd.Ignored, n)
		}
	}
	var missing []string
	for _, f := range rd.fields {
		if _, ok := rd.at[f.name]; !ok && rd.needs(f) {
			missing = append(missing, f.name)
		}
	}
	if missing == nil && rd.What == Flags && !rd.has("case") && !(rd.has("creditor") && rd.has("number")) {
		missing = []string{"case"}
	}
	if missing == nil && rd.What == Consents && !rd.has("date") && !rd.has("from") {
		missing = []string{"date"}
	}
	if missing != nil {
		return refused("The file lacks %s: it has the columns %s.", strings.Join(missing, ", "), strings.Join(rd.names[:min(30, len(rd.names))], ", "))
	}
	rd.scan.keep = make([]int, len(rd.names))
	for _, f := range rd.fields {
		if at, ok := rd.at[f.name]; ok {
			rd.scan.keep[at] = rd.limit(f)
		}
	}
	return nil
}

func (rd *said) has(column string) bool {
	_, is := rd.at[column]
	return is
}

func (rd *said) needs(f field) bool { return strings.Contains(f.must, shortOf[rd.What]) }

func (rd *said) limit(f field) int {
	if f.free {
		return rd.options.FieldRunes
	}
	return min(codeRunes, rd.options.FieldRunes)
}

// row takes the record at hand, or names every cell for which it cannot.
func (rd *said) row() {
	rd.bad = false
	s := rd.scan
	switch {
	case s.fault != "":
		rd.report("", s.value(max(0, s.count-1)), say(s.fault))
		return
	case s.count != len(rd.names):
		rd.report("", s.value(0), say("The row has %d cells and the header has %d, so it is not clear which is which.", s.count, len(rd.names)))
		return
	}
	words := map[string]string{}
	for _, f := range rd.fields {
		if at, ok := rd.at[f.name]; ok {
			words[f.name] = rd.read(f, s.value(at), s.cells[at].runes)
		} else if rd.needs(f) {
			rd.refuse(f.name, say("The cell is empty, and the row cannot be taken without it."))
		}
	}
	l := Line{Row: s.start, Creditor: words["creditor"], Number: words["number"], Kind: words["consent"], Form: words["form"], Channel: words["channel"],
		Reached: words["reached"], Solicited: words["solicited"] == "yes", Role: words["role"], Name: words["name"], Minute: -1}
	switch rd.What {
	case Notices:
		l.Kind = cmp.Or(words["notice"], "visit")
	case Consents:
		if words["date"] == "" && words["from"] == "" {
			rd.refuse("date", say("The cell is empty, and the row cannot be taken without it."))
		}
		l.For = words["for"]
		rd.family(words)
	case Flags:
		l.Kind, l.Case, l.By, l.Reason = words["code"], words["case"], words["source"], words["reason"]
		if l.Case == "" && (l.Creditor == "" || l.Number == "") {
			rd.refuse("case", say("The row does not say which case it is about."))
		}
	}
	if rd.What == Payments {
		rd.payment(&l, words)
	}
	rd.dates(&l, words)
	if !rd.bad {
		rd.Lines = append(rd.Lines, l)
	}
}

func (rd *said) read(f field, raw []byte, runes int) string {
	if w := fault(raw, runes, rd.limit(f), false, f.name == "number" || f.name == "reference"); w.said() {
		rd.refuse(f.name, w)
		return ""
	}
	word := strings.TrimSpace(string(raw))
	switch {
	case word == "" && rd.needs(f):
		rd.refuse(f.name, say("The cell is empty, and the row cannot be taken without it."))
	case word != "" && f.of.words != nil:
		known, w := choice([]byte(word), f.of)
		if w.said() {
			rd.refuse(f.name, w)
		}
		return known
	}
	return word
}

// dates reads when it was. What is still to come did not happen, but that a consent
// begins; who takes the line knows what day it is for its debtor.
func (rd *said) dates(l *Line, words map[string]string) {
	for _, d := range []struct {
		column string
		into   *string
		future bool
	}{{"date", &l.Day, rd.What == Consents}, {"from", &l.From, true}, {"until", &l.Until, true}, {"withdrawn", &l.Withdrawn, false}} {
		if words[d.column] == "" {
			continue
		}
		day, w := parseDate(words[d.column])
		if !w.said() && !d.future && day > rd.options.Today {
			w = say(StillToCome)
		}
		if w.said() {
			rd.refuse(d.column, w)
		}
		*d.into = day
	}
	if words["time"] == "" {
		return
	}
	h, m, ok := strings.Cut(words["time"], ":")
	hour, minute := shortNumber(h), shortNumber(m)
	if !ok || len(m) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		rd.refuse("time", say("This is not a time of day; write it as 14:05."))
		return
	}
	l.Minute = hour*60 + minute
}
