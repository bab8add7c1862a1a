// Teach makes visits/refuse/weights.bin anew of the wordings in visits/refuse/taught:
// run it in the top folder, after a wording, a list or a mark was changed.
//
//	go run ./visits/refuse/teach
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fairvisit/visits/refuse"
)

func main() {
	lessons, err := read("visits/refuse/taught")
	if err == nil {
		data := refuse.Learn(lessons)
		fmt.Printf("%d wordings, %d bytes\n", len(lessons), len(data))
		err = os.WriteFile("visits/refuse/weights.bin", data, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "teach:", err)
		os.Exit(1)
	}
}

// read takes the lessons of all files of a folder, in the order of their names.
func read(dir string) ([]refuse.Lesson, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var lessons []refuse.Lesson
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			lesson, err := parse(strings.TrimRight(line, "\r\n"))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			lesson.Listed = filepath.Base(file) == "older.txt"
			lesson.Heavy = filepath.Base(file) == "ours.txt" || lesson.Listed && !lesson.Refused
			lessons = append(lessons, lesson)
		}
	}
	if len(lessons) == 0 {
		return nil, fmt.Errorf("%s: no wordings", dir)
	}
	return lessons, nil
}

// parse reads way|practice|text: a practice with a minus, or nothing but that, says that
// the text is lawful.
func parse(line string) (refuse.Lesson, error) {
	parts := strings.SplitN(line, "|", 3)
	if len(parts) != 3 || parts[1] == "" || parts[2] == "" {
		return refuse.Lesson{}, fmt.Errorf("not way|practice|text: %q", line)
	}
	lawful := strings.HasPrefix(parts[1], "-")
	return refuse.Lesson{Way: refuse.Way(parts[0]), Practice: parts[1], Text: parts[2], Refused: !lawful}, nil
}
