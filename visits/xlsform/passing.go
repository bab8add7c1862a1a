package xlsform

import (
	"slices"
	"strings"
)

// metadata are types of rows by which ODK's clients note something on their own.
// Nothing is asked there, and a visit's record has its own times, places, device
// and officer, which are signed: so they are passed over.
var metadata = []string{"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "subscriberid", "simserial", "start-geopoint"}

// asMetadata are those whose names authors also give to questions. One with a label
// was meant to be asked.
var asMetadata = []string{"username", "phonenumber", "email"}

// metadata passes such a row over, whatever else stands in it.
func (r *reader) metadata(argument string) bool {
	if argument != "" || !slices.Contains(metadata, r.typ) {
		return false
	}
	if slices.Contains(asMetadata, r.typ) && r.spoken("label") != nil {
		r.wrong("type", r.typ, "ODK does not ask this, it fills it in by itself: a question is of the type text")
		return true
	}
	if r.typ == "today" && r.cell("name") != "" {
		r.todays[r.cell("name")] = true
	}
	r.passRow("type", r.typ, "the row is passed over: a visit's record has its own times, places, device and officer")
	return true
}

// disabled passes a row over that its author switched off, as ODK does.
func (r *reader) disabled() bool {
	value := r.cell("disabled")
	if !slices.Contains(isRequired, strings.ToLower(value)) {
		r.unread("disabled")
		return false
	}
	if slices.Contains(frames, r.typ) {
		r.wrong("disabled", value, "a group is not switched off by one of its two rows: take its rows out")
		return true
	}
	r.passRow("disabled", value, "the row is passed over: it is switched off")
	return true
}

func (r *reader) passRow(key, value, why string) {
	r.notes = append(r.notes, Problem{"survey", r.row.n, r.said(key), value, why})
	if name := r.cell("name"); name != "" {
		r.passed[name] = true
	}
}

func (r *reader) allRead() {
	for i := range r.used {
		r.used[i] = true
	}
}

// leftOver tells of the cells nobody read: by a note where the form means the same
// without them, and otherwise as a problem.
func (r *reader) leftOver() {
	for i, value := range r.row.cells {
		if value == "" || r.used[i] {
			continue
		}
		h := headAt(r.survey, i)
		if h.key == "required" && slices.Contains(notRequired, strings.ToLower(value)) {
			continue
		}
		if why := r.harmless(h, value); why != "" {
			r.notes = append(r.notes, Problem{"survey", r.row.n, h.said, value, "passed over: " + why})
			continue
		}
		switch {
		case h.key == "calculation":
			r.problem("survey", r.row.n, h.said, value, "what a person answers is not calculated: make it a calculate, and show it by a note")
		case h.key == "read_only":
			r.problem("survey", r.row.n, h.said, value, "an answer nobody may give is not read: what is only shown is a note, what is worked out a calculate")
		case slices.Contains(columns["survey"], h.key):
			r.problem("survey", r.row.n, h.said, value, "this column means nothing for this type")
		default:
			r.problem("survey", r.row.n, h.said, value, "this column is not read")
		}
	}
}

// harmless says why the form means the same without a cell; "" if it does not.
func (r *reader) harmless(h head, value string) string {
	no := slices.Contains(notRequired, strings.ToLower(value))
	switch {
	case h.key == "appearance" || isPassedOver("survey", h.key):
		return "it changes the look only"
	case (h.key == "read_only" || h.key == "disabled") && no:
		return "it says no, and so it is without it"
	case h.key == "read_only" && (r.typ == "note" || r.typ == "calculate"):
		return "nobody can answer it anyhow"
	case strings.HasPrefix(r.typ, "end_"):
		return "what ends a group has nothing to say"
	case h.key == "hint" || h.key == "required_message" || h.key == "constraint_message":
		return "there is nothing to say it at"
	}
	return ""
}
