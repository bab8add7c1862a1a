//go:build linux

package powercut

import (
	"bufio"
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
)

// opened is the database as both children open it. The small checkpoint
// interval brings many checkpoints under the kills.
func opened(path, synchronous string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_busy_timeout=20000&_txlock=immediate&_synchronous="+synchronous)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`PRAGMA wal_autocheckpoint = 40;
		CREATE TABLE IF NOT EXISTS visit (n TEXT PRIMARY KEY, note BLOB NOT NULL) STRICT;
		CREATE INDEX IF NOT EXISTS by_note ON visit (note);`)
	return db, err
}

// insert adds rows "name-1", "name-2" ..., one for each transaction, and prints
// each when it is committed: for ever, or as many as asked.
func insert(args []string) error {
	path, synchronous, name, most := args[0], args[1], args[2], number(args[3])
	db, err := opened(path, synchronous)
	if err != nil {
		return err
	}
	for n := 1; n <= most; n++ {
		row := fmt.Sprintf("%s-%d", name, n)
		note := bytes.Repeat([]byte(row), 1+rand.IntN(100))
		if _, err := db.Exec("INSERT INTO visit VALUES (?, ?)", row, note); err != nil {
			return err
		}
		fmt.Println(row)
	}
	return db.Close()
}

// found is what a fresh process sees in the database.
type found struct {
	Trouble string
	Rows    map[string]bool
}

func verify(args []string) error {
	seen := found{Rows: map[string]bool{}}
	if err := seen.look(args[0], args[1]); err != nil {
		seen.Trouble = err.Error()
	}
	return json.NewEncoder(os.Stdout).Encode(seen)
}

func (f *found) look(path, synchronous string) error {
	db, err := opened(path, synchronous)
	if err != nil {
		return err
	}
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.New(verdict)
	}
	rows, err := db.Query("SELECT n FROM visit")
	if err != nil {
		return err
	}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return err
		}
		f.Rows[n] = true
	}
	return errors.Join(rows.Err(), db.Close())
}

// acknowledged starts an insert child, kills it at a random moment and gives
// the rows it had printed.
func acknowledged(t *testing.T, path, synchronous, name string) []string {
	t.Helper()
	cmd := child(t, "insert", path, synchronous, name, "1000000")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// One kill in four comes before any row is in: while the database is made.
	enough := make(chan bool)
	stop := sync.OnceFunc(func() { close(enough) })
	after := rand.IntN(120)
	if rand.IntN(4) == 0 {
		time.AfterFunc(time.Duration(rand.IntN(40))*time.Millisecond, stop)
		after = -1
	}
	lines := make(chan []string, 1)
	go func() {
		defer stop()
		var rows []string
		for line := bufio.NewScanner(out); line.Scan(); {
			rows = append(rows, line.Text())
			if len(rows)-1 == after {
				stop()
			}
		}
		lines <- rows
	}()
	<-enough
	time.Sleep(time.Duration(rand.IntN(2000)) * time.Microsecond)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	rows := <-lines
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child ended by itself: %v: %s", err, cmd.Stderr)
	}
	return rows
}

func verified(t *testing.T, path, synchronous string) found {
	t.Helper()
	var seen found
	if err := json.Unmarshal([]byte(run(t, "verify", path, synchronous)), &seen); err != nil {
		t.Fatal(err)
	}
	return seen
}

// losses has power cut in each round and counts the acknowledged rows that were
// lost and the rounds after which the database was damaged. Rows once found
// missing are not counted twice, and a damaged database ends the proof.
func losses(t *testing.T, o Options, synchronous string, rounds int) (rows, damage int) {
	t.Helper()
	f := mounted(t, o)
	path := filepath.Join(f.dir, "visits.db")
	expected := map[string]bool{}
	for round := range rounds {
		for _, row := range acknowledged(t, path, synchronous, fmt.Sprint("round", round)) {
			expected[row] = true
		}
		seed := rand.Int64()
		report := cut(t, f, seed)
		seen := verified(t, path, synchronous)
		if seen.Trouble != "" {
			t.Logf("round %d, seed %d, %+v: %s", round, seed, report, strings.SplitN(seen.Trouble, "\n", 2)[0])
			return rows, damage + 1
		}
		for row := range expected {
			if !seen.Rows[row] {
				rows++
			}
		}
		expected = seen.Rows
	}
	return rows, damage
}

func TestSQLiteKeepsEveryCommitInFullMode(t *testing.T) {
	bothWays(t, func(t *testing.T, strict bool) {
		lost, damaged := losses(t, Options{StrictEntries: strict, Torn: true}, "FULL", 10)
		if lost != 0 || damaged != 0 {
			t.Errorf("%d acknowledged rows were lost, the database was damaged %d times", lost, damaged)
		}
	})
}

// TestTheDiskBites shows that the proof above can fail. NORMAL does not fsync a
// commit: its rows are lost, the database stays sound. OFF fsyncs nothing, and
// then torn and reordered writes damage the database itself.
func TestTheDiskBites(t *testing.T) {
	lost, damaged := losses(t, Options{Torn: true}, "NORMAL", 10)
	if lost == 0 || damaged != 0 {
		t.Errorf("NORMAL: %d rows lost, damaged %d times, want lost rows in a sound database", lost, damaged)
	}
	for range 5 {
		if _, damaged = losses(t, Options{Torn: true}, "OFF", 10); damaged > 0 {
			return
		}
	}
	t.Error("OFF: no cut damaged the database")
}

// TestTwoProcessesShareADatabase needs locks and the shared memory of the
// write-ahead log to work between processes.
func TestTwoProcessesShareADatabase(t *testing.T) {
	const each = 60
	f := mounted(t, Options{})
	path := filepath.Join(f.dir, "visits.db")
	verified(t, path, "FULL")
	first := child(t, "insert", path, "FULL", "first", fmt.Sprint(each))
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	run(t, "insert", path, "FULL", "second", fmt.Sprint(each))
	if err := first.Wait(); err != nil {
		t.Fatalf("%v: %s", err, first.Stderr)
	}
	cut(t, f, 1)
	if seen := verified(t, path, "FULL"); seen.Trouble != "" || len(seen.Rows) != 2*each {
		t.Errorf("found %d rows, want %d; %s", len(seen.Rows), 2*each, seen.Trouble)
	}
}
