package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"fairvisit/visits/checklist"
)

// answerLine is one answer of a file, as text; "": it is taken back.
type answerLine struct {
	question, text, reason string
	at                     int64 // µs
}

// readAnswers reads answers as an object or as a log. What is no answer to its
// question is a failure; the others count. A file that can be read in two ways is
// refused: of a name given twice readers take different ones.
func readAnswers(l checklist.List, data []byte) ([]checklist.Given, []checklist.Failure, error) {
	lines, err := answerLines(data)
	if err != nil {
		return nil, nil, fmt.Errorf("the answers cannot be read: %w", err)
	}
	var log []checklist.Given
	failures := []checklist.Failure{}
	for _, g := range lines {
		q, known := l.Question(g.question)
		var v checklist.Value
		var err error
		if g.text != "" {
			v, err = answerTo(q, g.text)
		}
		if !known || err != nil {
			failures = append(failures, checklist.Failure{Question: g.question, What: "answer", Value: g.text})
			continue
		}
		log = append(log, checklist.Given{Question: g.question, Value: v, At: g.at, Reason: g.reason})
	}
	return log, failures, nil
}

// answerTo reads one answer; for something captured any word stands, by its
// hash, as there is no entry here. True acknowledges.
func answerTo(q checklist.Question, text string) (checklist.Value, error) {
	if q.Kind == checklist.KindPhoto || q.Kind == checklist.KindSignature {
		return checklist.Captured(sha256.Sum256([]byte(text))), nil
	}
	if q.Kind == checklist.KindAck && text == "yes" {
		text = "OK"
	}
	return q.Parse(text)
}

func answerLines(data []byte) ([]answerLine, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var lines []answerLine
	open, err := d.Token()
	switch {
	case err != nil:
		return nil, err
	case open == json.Delim('['):
		for n := 1; d.More() && err == nil; n++ {
			var line answerLine
			if line, err = logLine(d); err != nil {
				return nil, fmt.Errorf("line %d of the log: %w", n, err)
			}
			lines = append(lines, line)
		}
	case open == json.Delim('{'):
		err = members(d, func(name string) error {
			text, err := answerText(d)
			lines = append(lines, answerLine{question: name, text: text})
			return err
		})
	default:
		err = errors.New("want one object of answers, or a log in an array")
	}
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != nil { // what closes it
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the answers")
	}
	return lines, nil
}

// members goes through an object whose { is read, up to its }.
func members(d *json.Decoder, each func(name string) error) error {
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if seen[name] {
			return fmt.Errorf("%q stands there twice", name)
		}
		seen[name] = true
		if err := each(name); err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
	}
	return nil
}

func logLine(d *json.Decoder) (line answerLine, err error) {
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return line, errors.Join(errors.New(`want {"q": …, "value": …, "at": µs, "reason": …}`), err)
	}
	err = members(d, func(name string) (err error) {
		switch name {
		case "q":
			err = d.Decode(&line.question)
		case "value":
			line.text, err = answerText(d)
		case "at":
			err = d.Decode(&line.at)
		case "reason":
			err = d.Decode(&line.reason)
		default:
			err = errors.New("a line has q, value, at and reason")
		}
		return err
	})
	if err != nil {
		return line, err
	}
	_, err = d.Token()
	return line, err
}

// answerText reads one value as an answer is written: a text, a number, true or
// false, null, or a list of the names that were chosen.
func answerText(d *json.Decoder) (string, error) {
	var value any
	if err := d.Decode(&value); err != nil {
		return "", err
	}
	list, several := value.([]any)
	if !several {
		return scalarText(value)
	}
	var parts []string
	for _, v := range list {
		part, err := scalarText(v)
		if err != nil {
			return "", err
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " "), nil
}

func scalarText(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case json.Number:
		return numberText(v), nil
	case bool:
		if v {
			return "yes", nil
		}
		return "no", nil
	}
	return "", errors.New("this is no answer: give each question by its own name, as a text, a number, true, false, or a list of what was chosen")
}

// numberText writes 5.0 as 5, and leaves what JSON writes otherwise as it is.
func numberText(n json.Number) string {
	f, err := n.Float64()
	if err != nil || !strings.ContainsAny(string(n), ".eE") || f > 1e15 || f < -1e15 {
		return string(n)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
