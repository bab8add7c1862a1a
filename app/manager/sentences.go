package manager

import (
	"fmt"
	"regexp"
	"strings"

	"fairvisit/app/i18n"
	"fairvisit/visits/refuse"
)

// Intake says in English what is wrong with a cell; a screen in another language
// says the same from the catalogue. whys are its sentences, with {a}, {b} and
// {c} for what stands in them, each under import.why and its place here. A
// sentence that is not here is shown as intake says it.
var whys = []string{
	1:             "The amount is negative; a case states what is owed.",
	2:             "This is not an amount; write digits with at most one decimal sign, as in 1234.50.",
	3:             "The amount has more decimals than its currency.",
	4:             "The amount is larger than can be kept.",
	5:             "This is either a thousand or a decimal sign; write the amount with its decimals, as in 1234.00.",
	6:             "The commas and points in this amount do not stand where thousands and decimals do.",
	7:             "The cell is empty, and the row cannot be taken without it.",
	8:             "The due date is still to come, yet the row says that days have passed since.",
	9:             "Latitude and longitude need each other, and the latitude is empty.",
	10:            "Latitude and longitude need each other, and the longitude is empty.",
	11:            "The case has {a} parties already, the most it can have.",
	12:            "The case of line {a} has this number and this party already.",
	13:            "This differs from line {a}, which opens the case.",
	14:            "The cell has {a} characters; the most here is {b}.",
	15:            "The cell begins with a tab or a line break, behind which some spreadsheets still run a formula.",
	16:            "The cell begins like a spreadsheet formula, and could run as one wherever this list is opened again.",
	17:            "A spreadsheet has turned this number into a rounded one, so its last digits are lost; export the column as text.",
	18:            "The cell holds a NUL byte.",
	19:            "The cell holds bytes that are not text in the encoding of the file, so a letter is lost.",
	20:            "The cell holds a line break, which has no place here; a quotation mark may be missing.",
	21:            "The cell holds the control character {a}.",
	22:            "The cell holds the invisible character {a}.",
	23:            "This is not a telephone number.",
	24:            "This is no role here; it can be debtor, joint_debtor, guarantor or representative.",
	25:            "This is no kind of place here; it can be home, workplace or agreed_place.",
	26:            "This currency is not kept here; it can be CNY, EUR, USD or JPY.",
	27:            "This is no bucket; it can be M0 to M6, or M6+.",
	28:            "This is not a date; write it as yyyy-mm-dd.",
	29:            "Day and month could change places in this date; write it as yyyy-mm-dd.",
	30:            "The year of this date cannot be right.",
	31:            "There is no month {a}; write the date as yyyy-mm-dd.",
	32:            "There is no day {a} in month {b} of {c}.",
	33:            "The days past due are negative.",
	34:            "The days past due are not a whole number.",
	35:            "The days past due are more than a hundred years.",
	36:            "This is not a number of degrees; write it as in 31.2304.",
	37:            "There are no more than {a} degrees here.",
	38:            "The row that opens this case (line {a}) was refused, so this one cannot be added to it.",
	39:            "The row has {a} cells and the header has {b}, so it is not clear which is which.",
	40:            "A quotation mark stands inside a cell that does not begin with one, so it is not clear where the cell ends.",
	41:            "A quotation mark opens here and is never closed.",
	42:            "A quotation mark closes in the middle of this cell, so it is not clear where the cell ends.",
	43:            "There are {a} more problems than are listed here, and none of the rows they are in was taken.",
	44:            "The file is empty. Nothing was taken.",
	45:            "The file lacks {a}: it has the columns {b}, and needs {c}. Nothing was taken.",
	46:            "This is a workbook of the old kind, or one with a password; save it as XLSX without a password, or as CSV. Nothing was taken.",
	47:            "Two columns, {a} and {b}, both mean {c}, and it is not clear which counts. Nothing was taken.",
	48:            "The file has more than {a} rows; divide it and read the parts. Nothing was taken.",
	49:            "The file is longer than {a} bytes, the most that is read at once. Nothing was taken.",
	50:            "The cell holds an error of the spreadsheet instead of a value.",
	51:            "This system of coordinates is not known here; it can be WGS-84, GCJ-02 or BD-09.",
	52:            "This workbook cannot be read; save it anew as XLSX without a password, or as CSV. Nothing was taken.",
	53:            "The workbook has no visible sheet that holds anything. Nothing was taken.",
	54:            "This file begins like a workbook and is none, or is cut off. Nothing was taken.",
	55:            "The workbook unpacks to more than {a} MiB, the most that is read at once. Nothing was taken.",
	56:            "Row {a} of the sheet has {b} columns; a case file has at most {c}. Nothing was taken.",
	57:            "This is no code of a country or a part of one by ISO 3166, such as CN or US-MA.",
	60:            "This is no language here; write a tag of BCP 47, such as zh-Hans, yue or en, or its name in English or Chinese.",
	61:            "0, 0 lies in the sea south of Ghana and is no address; leave both cells empty where the place is not known.",
	62:            "No address lies so near a pole; latitude and longitude have probably changed places.",
	63:            "This place is {a} km from the middle of the file's places, further than a crew goes; the row was taken.",
	64:            "This place is {a} km from the middle of the file's places, and only {b} km if latitude and longitude change places; the row was taken as it is.",
	65:            "GCJ-02 and BD-09 hold in China only, and this place lies outside; it was taken as WGS-84.",
	66:            "No system of coordinates is said, so places were taken as WGS-84, as receivers give them. Maps made in China give GCJ-02 or BD-09, some 500 m off: add the column coordinate_system.",
	67:            "The due date and the days past due contradict each other by {a} days; the row was taken with both.",
	68:            "Cells of the sheet hold formulas; the values they had when the file was saved were taken.",
	69:            "This place is {a} km from where the same case was until now; the row was taken.",
	70:            "This place is {a} km from where the same case was until now, and only {b} km if latitude and longitude change places; the row was taken as it is.",
	71:            "This place is {a} km from the middle of the branch's places in the same district; the row was taken.",
	72:            "This place is {a} km from the middle of the branch's places in the same district, and only {b} km if latitude and longitude change places; the row was taken as it is.",
	73:            "This place is {a} km from the middle of the branch's places, further than a crew goes; the row was taken.",
	74:            "This place is {a} km from the middle of the branch's places, and only {b} km if latitude and longitude change places; the row was taken as it is.",
	75:            "This is no state of the United States; write it by its two letters, as in US-MA.",
	76:            "This file is in Big5, the letters of Taiwan and Hong Kong, which is not read here; save it as UTF-8 (in a spreadsheet: CSV UTF-8). Nothing was taken.",
	77:            "There are {a} more warnings than are listed here; the rows they are in were taken.",
	78:            "The spreadsheet holds a day or a time here; format the column as text and write anew what was meant.",
	79:            "A program has turned this number into a decimal one, so zeros it began with may be lost; export the column as text.",
	80:            "This is not a telephone number but one with decimals; export the column as text.",
	refusedColumn: "The column {a} belongs to a practice that is refused here ({b}). {c} Save the file without this column and choose it again; the other columns are read as they are. Nothing was taken.",
	refusedCell:   "This belongs to a practice that is refused here. {a}",
}

// The sentences that hold one of a practice, which has its own words in each language.
const (
	refusedColumn = 58
	refusedCell   = 59
)

// practised is a part of such a sentence in the language of the screen.
func practised(w *i18n.Words, said string) string {
	for _, p := range refuse.Practices() {
		for _, in := range []map[string]string{p.Title, p.Sentence} {
			if in["en"] == said && in[string(w.Lang)] != "" {
				return in[string(w.Lang)]
			}
		}
	}
	return said
}

// runs is what intake adds to a sentence about a row of several lines.
var runs = regexp.MustCompile(`^(.*) The row runs from line (\d+) to line (\d+)\.$`)

var whyForms = func() []*regexp.Regexp {
	forms := make([]*regexp.Regexp, len(whys))
	for i, s := range whys {
		for _, name := range []string{"a", "b", "c"} {
			s = strings.ReplaceAll(s, "{"+name+"}", "\x00")
		}
		forms[i] = regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(s), "\x00", "(.*)") + "$")
	}
	return forms
}()

// sentence is what intake says, in the language of the screen.
func sentence(w *i18n.Words, why string) string {
	tail := ""
	if m := runs.FindStringSubmatch(why); m != nil {
		why, tail = m[1], " "+w.T("import.row_runs", "from", m[2], "to", m[3])
	}
	for i, form := range whyForms {
		m := form.FindStringSubmatch(why)
		if i == 0 || m == nil {
			continue
		}
		pairs := []any{}
		for j, value := range m[1:] {
			if i == refusedColumn || i == refusedCell {
				value = practised(w, value)
			}
			pairs = append(pairs, string(rune('a'+j)), value)
		}
		return w.T(fmt.Sprintf("import.why.%d", i), pairs...) + tail
	}
	return why + tail
}
