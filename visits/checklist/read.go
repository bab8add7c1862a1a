package checklist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// read takes the file apart and reads each question for itself: the reader of
// payloads holds one to what an entry may cost, and a whole list is more.
func read(data []byte) (List, error) {
	members, err := membersOf(data)
	if err != nil {
		return List{}, err
	}
	var l List
	if l.Groups, err = each(members["groups"], maxQuestions, evidence.DecodeExact[Group]); err != nil {
		return List{}, fmt.Errorf("groups: %w", err)
	}
	left := MaxChoices
	if l.Questions, err = each(members["questions"], maxQuestions, func(part []byte) (Question, error) { return readQuestion(part, &left) }); err != nil {
		return List{}, fmt.Errorf("questions: %w", err)
	}
	delete(members, "groups")
	delete(members, "questions")
	rest, err := json.Marshal(members)
	if err != nil {
		return List{}, err
	}
	head, err := evidence.DecodeExact[struct {
		ID        string   `json:"id"`
		Version   string   `json:"version"`
		Languages []string `json:"languages"`
		Shows     bool     `json:"shows_answers"`
	}](rest)
	l.ID, l.Version, l.Languages, l.ShowsAnswers = head.ID, head.Version, head.Languages, head.Shows
	return l, err
}

// membersOf refuses a name that stands there twice: two readers could take
// different ones.
func membersOf(data []byte) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.Join(errors.New("want a list as one object"), err)
	}
	members := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, err
		}
		key, _ := name.(string)
		if _, twice := members[key]; twice {
			return nil, fmt.Errorf("%s is there twice", key)
		}
		members[key] = raw
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the list")
	}
	return members, nil
}

// each reads the members of an array one by one.
func each[T any](raw json.RawMessage, most int, one func([]byte) (T, error)) ([]T, error) {
	if raw == nil {
		return nil, nil
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, err
	}
	if len(parts) > most {
		return nil, fmt.Errorf("%d, want at most %d", len(parts), most)
	}
	list := make([]T, len(parts))
	for i, part := range parts {
		var err error
		if list[i], err = one(part); err != nil {
			return nil, fmt.Errorf("number %d: %w", i+1, err)
		}
	}
	return list, nil
}

// readQuestion takes the choices out and reads them one by one: a question of ten
// thousand is more than one payload may hold, and no more than a form of all towns
// of a country has. Left counts what the whole list may still have of them.
func readQuestion(data []byte, left *int) (Question, error) {
	members, err := membersOf(data)
	if err != nil {
		return Question{}, err
	}
	raw, there := members["choices"]
	if !there || string(raw) == "null" {
		return evidence.DecodeExact[Question](data)
	}
	choices, err := each(raw, *left, evidence.DecodeExact[Choice])
	if err != nil {
		return Question{}, fmt.Errorf("choices: %w", err)
	}
	*left -= len(choices)
	delete(members, "choices")
	rest, err := json.Marshal(members)
	if err != nil {
		return Question{}, err
	}
	q, err := evidence.DecodeExact[Question](rest)
	q.Choices = choices
	return q, err
}

// checkFrame checks what holds the questions together.
func (l *List) checkFrame() error {
	for i, lang := range l.Languages {
		if lang == "" || len(lang) > 16 || slices.Contains(l.Languages[:i], lang) {
			return fmt.Errorf("language %q", lang)
		}
	}
	groups := map[string]*Group{}
	for i := range l.Groups {
		g := &l.Groups[i]
		around := groups[g.In]
		switch {
		case !isCode(g.ID) || groups[g.ID] != nil:
			return fmt.Errorf("group %q: its id is none, or there twice", g.ID)
		case g.In != "" && around == nil:
			return fmt.Errorf("group %s: no group %q comes before it", g.ID, g.In)
		case g.Title != nil && !spoken(g.Title, l.Languages):
			return fmt.Errorf("group %s: title: want %s", g.ID, want(l.Languages))
		case g.Repeat == (g.Count == ""):
			return fmt.Errorf("group %s: a group that repeats says how often, another does not", g.ID)
		}
		for ; g.Repeat && around != nil; around = groups[around.In] {
			if around.Repeat {
				return fmt.Errorf("group %s: repeats within a group that repeats", g.ID)
			}
		}
		groups[g.ID] = g
	}
	for _, q := range l.Questions {
		if q.Group != "" && groups[q.Group] == nil {
			return fmt.Errorf("question %s: no group %q", q.ID, q.Group)
		}
	}
	return nil
}

// checkNew checks the fields lists have had since they have expressions.
func (q *Question) checkNew(languages []string) error {
	calc := q.Kind == KindCalc
	switch {
	case q.By != "" && q.By != ByApp && q.By != ByOffice:
		return fmt.Errorf("answered by %q", q.By)
	case q.By != "" && (q.Page != "" || len(q.Stops) > 0 || q.Required):
		return errors.New("what no person of the crew answers stands on no page, is not waited for and stops nothing")
	case calc != (q.Calculate != ""):
		return errors.New("a calculation, and nothing else, says what is calculated")
	case (calc || q.Kind == KindNote) && (q.Required || q.RequiredIf != "" || q.Default != "" || q.Constraint != "" || q.By != ""):
		return errors.New("it has no answer that could be wanted, set or refused")
	case (q.ConstraintWords != nil) && (q.Constraint == "" || !spoken(q.ConstraintWords, languages)):
		return errors.New("constraint_words: want them with a constraint and in " + want(languages))
	case q.RequiredWords != nil && !spoken(q.RequiredWords, languages):
		return errors.New("required_words: want " + want(languages))
	case len(q.Default) > maxText:
		return errors.New("default: too long")
	}
	if q.Default != "" {
		if _, err := q.Parse(q.Default); err != nil {
			return fmt.Errorf("default %q: wants %w", q.Default, err)
		}
	}
	return nil
}

// spoken reports whether a text is there in each of the languages, and no other.
func spoken(text map[string]string, languages []string) bool {
	if len(languages) == 0 {
		languages = []string{"en", "zh-Hans"}
	}
	for _, lang := range languages {
		if text[lang] == "" {
			return false
		}
	}
	return len(text) == len(languages)
}

func want(languages []string) string {
	if len(languages) == 0 {
		return "en and zh-Hans"
	}
	return strings.Join(languages, ", ")
}
