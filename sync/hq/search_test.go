package hq_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
)

const searchedCases = "creditor,number,name,phone,street,amount,currency,days_past_due\nBank A,1,王小明,13800138765,中山路 9999 号,12000.50,CNY,45\n" +
	"Bank A,2,李秀兰,13900139001,中山路 9998 号,200.00,CNY,45\nBank A,3,Elena Novak,13700138765,澄江一路 99902 号,300.00,CNY,45\n"

// found are the cases a search finds, page by page.
func (w *world) searched(query, state string) (ids []evidence.ID) {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	var after evidence.ID
	for {
		page, err := w.hq.SearchCases(w.ctx, query, state, after, 1)
		w.must(err)
		if len(page) == 0 {
			return ids
		}
		after = page[0].ID
		ids = append(ids, after)
	}
}

// Headquarters finds cases by whole words and shows masked lines. What an erased case was
// found by is gone with it, and a restored headquarters finds what it did.
func TestHeadquartersFindsCasesByTheirWords(t *testing.T) {
	w := newWorld(t, true)
	ids := w.importCases(searchedCases)
	li := w.enrol("officer", "Li")
	w.assign(ids[1], li, w.enrol("officer", "Zhao"))
	finds := func(query, state string, which ...int) {
		t.Helper()
		var want []evidence.ID
		for _, i := range which {
			want = append(want, ids[i])
		}
		slices.SortFunc(want, func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) })
		if got := w.searched(query, state); !slices.Equal(got, want) {
			t.Errorf("%q (%s) finds %v, want %v", query, state, got, want)
		}
	}
	finds("王小明", "", 0)
	finds("小明", "", 0)
	finds("中山路", "", 0, 1)
	finds("中山路9998号", "", 1)
	finds("8765", "", 0, 2)
	finds("8765 elena", "", 2)
	finds("13800138765", "", 0, 2) // its last four
	finds("中山路", "assigned", 1)
	finds("王", "")
	finds(" · ", "")
	if lines, err := w.hq.SearchCases(w.ctx, "王小明", "", evidence.ID{}, 10); err != nil || len(lines) != 1 || lines[0].Name != "王**" || lines[0].Street != "中山路" {
		t.Errorf("%v: the line reads %+v", err, lines)
	}

	// Another bank's file gives the case another name.
	w.importCases("creditor,number,name,phone,street,amount,currency,days_past_due\nBank A,1,王大明,13800138765,中山路 9999 号,12000.50,CNY,46\n")
	finds("王小明", "")
	finds("王大明", "", 0)

	words := func() int { return w.wordsIn(hq.DataFolder(w.dir), ids[0]) }
	if words() == 0 {
		t.Fatal("there are no words: this test shows nothing")
	}
	backup := filepath.Join(w.dir, "backup")
	w.must(w.hq.Backup(w.ctx, backup))
	for _, id := range ids {
		if n := w.wordsIn(backup, id); n != 0 {
			t.Errorf("the backup holds %d words", n)
		}
	}
	_, err := w.hq.Erase(w.ctx, ids[0], "request")
	w.must(err)
	finds("王大明", "")
	finds("中山路", "", 1)
	if n := words(); n != 0 {
		t.Errorf("%d words of the erased case are left", n)
	}
	w.secured()
	w.restore(backup, filepath.Join(w.dir, "second"), false)
	w.must(os.RemoveAll(backup))
	finds("中山路", "", 1)
	finds("elena", "", 2)
	before := w.searched("8765", "")
	w.must(w.hq.Rebuild(w.ctx))
	if got := w.searched("8765", ""); !slices.Equal(got, before) {
		t.Errorf("made anew it finds %v, not %v", got, before)
	}
}

// wordsIn counts the words a case is found by in a store.
func (w *world) wordsIn(data string, id evidence.ID) (n int) {
	w.Helper()
	db, err := sql.Open("sqlite3", "file:"+store.File(data)+"?mode=ro")
	w.must(err)
	defer db.Close()
	w.must(db.QueryRow("SELECT count(*) FROM search_words WHERE case_id = ?1", id[:]).Scan(&n))
	return n
}
