package main

import (
	"bytes"
	"os"
	"testing"

	"fairvisit/visits/refuse"
)

// The weights are those of the wordings as they are now: who changes a wording, a list or
// a mark teaches anew.
func TestTheWeightsAreOfTheWordings(t *testing.T) {
	lessons, err := read("../taught")
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../weights.bin")
	if err != nil {
		t.Fatal(err)
	}
	if len(lessons) < 45000 || len(have) > 800<<10 {
		t.Errorf("%d lessons, %d bytes", len(lessons), len(have))
	}
	if !bytes.Equal(refuse.Learn(lessons), have) {
		t.Error("weights.bin is of other wordings, lists or marks: go run ./visits/refuse/teach")
	}
}

func TestWhatIsNoLesson(t *testing.T) {
	for _, line := range []string{"", "question", "question|night", "question||text", "question|night|"} {
		if _, err := parse(line); err == nil {
			t.Errorf("%q was read", line)
		}
	}
	if l, err := parse("column|-night|hours|x"); err != nil || l.Refused || l.Text != "hours|x" {
		t.Errorf("%+v, %v", l, err)
	}
}
