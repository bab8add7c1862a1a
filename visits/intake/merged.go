package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// merged is a cell that was made of several in one column: its value is stored in
// the first row and holds in all. Rows and columns count from 1. What is merged to
// the right is not filled: the cells there would be other columns of the case.
type merged struct {
	column, first, last int
	value               string
}

// maxMerged bounds the merged cells of a sheet: a case each would be as many as
// rows are read.
const maxMerged = 200_000

// filled is a row with what stands above in the cells it is merged with. A row that
// holds nothing of its own stays empty: the merged cell reaches beyond the list.
func (b *sheet) filled(cells []string) []string {
	b.spread = b.spread[:0]
	b.open = slices.DeleteFunc(b.open, func(m merged) bool { return m.last < b.row })
	if slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		for _, m := range b.open {
			for len(cells) < m.column {
				cells = append(cells, "")
			}
			if strings.TrimSpace(cells[m.column-1]) == "" {
				cells[m.column-1], b.spread = m.value, append(b.spread, m.column-1)
			}
		}
	}
	for ; b.at < len(b.merged) && b.merged[b.at].first <= b.row; b.at++ {
		if m := b.merged[b.at]; m.first == b.row && m.column <= len(cells) {
			m.value = cells[m.column-1]
			b.open = append(b.open, m)
		}
	}
	return cells
}

// mergedCells are those of a sheet that reach over several rows. They stand in its
// part behind all rows, so that part is read once more for them; the library would
// hold all of it. A workbook whose parts are not where they are said to be has none:
// the empty cells are then refused as such.
//
// formula is the first cell that holds a formula; "" if none does.
func mergedCells(parts *zip.Reader, name string) (list []merged, formula string, err error) {
	file, err := parts.Open(sheetPart(parts, name))
	if err != nil {
		return nil, "", nil
	}
	list, formula, err = readMerged(bufio.NewReaderSize(file, 64<<10))
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, "", refused("The merged cells of the sheet %q cannot be read, or are more than %d.", name, maxMerged)
	}
	slices.SortFunc(list, func(a, b merged) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.column, b.column)) })
	last := map[int]int{} // of each column
	for _, m := range list {
		if m.first <= last[m.column] { // each row would go through all of them
			return nil, "", refused("The merged cells of the sheet %q lie over each other.", name)
		}
		last[m.column] = m.last
	}
	return list, formula, nil
}

func readMerged(r *bufio.Reader) (list []merged, formula string, err error) {
	var cell []byte // begun last
	for {
		tag, err := r.ReadSlice('>')
		if err == io.EOF {
			return list, formula, nil
		}
		if err == bufio.ErrBufferFull {
			continue // a long text, and no tag of ours
		}
		if err != nil {
			return nil, "", err
		}
		at := bytes.LastIndexByte(tag, '<')
		if at >= 0 && formula == "" {
			switch t := tag[at:]; {
			case bytes.HasPrefix(t, []byte("<c ")):
				cell = append(cell[:0], t...)
			case bytes.HasPrefix(t, []byte("<f>")) || bytes.HasPrefix(t, []byte("<f ")):
				_, ref, _ := bytes.Cut(cell, []byte(" r=\""))
				ref, _, _ = bytes.Cut(ref, []byte("\""))
				formula = cmp.Or(clip(string(ref)), "?")
			}
		}
		if at < 0 || !bytes.Contains(tag[at:], []byte("mergeCell ")) {
			continue
		}
		_, ref, _ := bytes.Cut(tag[at:], []byte("ref=\""))
		ref, _, whole := bytes.Cut(ref, []byte("\""))
		from, to, both := strings.Cut(string(ref), ":")
		column, first, err := excelize.CellNameToCoordinates(from)
		_, last, err2 := excelize.CellNameToCoordinates(to)
		if !whole || !both || err != nil || err2 != nil || last <= first || column > maxColumns {
			continue // within one row, or none that the spreadsheet would know
		}
		if list = append(list, merged{column: column, first: first, last: last}); len(list) > maxMerged {
			return nil, "", io.ErrShortBuffer
		}
	}
}

// sheetPart is where a workbook keeps a sheet; "" if it does not say.
func sheetPart(parts *zip.Reader, name string) string {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if !readPart(parts, "xl/workbook.xml", &book) || !readPart(parts, "xl/_rels/workbook.xml.rels", &links) {
		return ""
	}
	for _, s := range book.Sheets {
		for _, l := range links.All {
			if s.Name == name && l.ID == s.ID {
				if strings.HasPrefix(l.Target, "/") {
					return l.Target[1:]
				}
				return path.Join("xl", l.Target)
			}
		}
	}
	return ""
}

// maxIndex is the most that is read of a workbook's lists of its own parts.
const maxIndex = 1 << 20

func readPart(parts *zip.Reader, name string, into any) bool {
	file, err := parts.Open(name)
	if err != nil {
		return false
	}
	defer file.Close() // it was only read
	return xml.NewDecoder(io.LimitReader(file, maxIndex)).Decode(into) == nil
}
