package remind

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/refuse"
)

//go:embed templates.json
var file []byte

// template is what is written in one language, as data: {name} is the person's own,
// {day} the day of the payment. Nothing else can stand in it: before somebody is
// identified nothing is said of a debt, a sum or a creditor, and of nobody else ever.
type template struct {
	Message string   `json:"message"`
	Letter  string   `json:"letter"`
	Day     string   `json:"day"` // {y}, {m}, {d}, {month}
	Months  []string `json:"months"`
}

var templates = sync.OnceValue(func() map[string]template {
	var all map[string]template
	if err := json.Unmarshal(file, &all); err != nil {
		panic("remind: templates.json: " + err.Error()) // a part of the program, read by its tests
	}
	return all
})

// Languages are those there is a text in.
var Languages = []string{"en", "zh-Hans"}

// Language is the one a person is written to in: theirs, or where there is no text
// in it, or nobody knows it, English.
func Language(of string) string {
	switch lower := strings.ToLower(of); {
	case strings.HasPrefix(lower, "zh"), lower == "中文", lower == "chinese":
		return "zh-Hans"
	}
	return "en"
}

// Text is what one person is sent or written. A text that speaks for a practice that
// is refused here is none: the error says which.
func Text(way, language, name, date string) (string, error) {
	t := templates()[Language(language)]
	text := t.Message
	if way == visits.ReminderWays[2] {
		text = t.Letter
	}
	day, err := t.day(date)
	if err != nil {
		return "", err
	}
	text = strings.NewReplacer("{name}", name, "{day}", day).Replace(text)
	if r := refuse.Look(refuse.Template, text); r != nil {
		return "", r
	}
	return text, nil
}

func (t template) day(date string) (string, error) {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return "", fmt.Errorf("%q is no day; nothing was written", date)
	}
	month := fmt.Sprint(int(d.Month()))
	if len(t.Months) == 12 {
		month = t.Months[d.Month()-1]
	}
	return strings.NewReplacer("{y}", fmt.Sprint(d.Year()), "{m}", month, "{d}", fmt.Sprint(d.Day())).Replace(t.Day), nil
}
