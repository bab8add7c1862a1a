package report

import "fairvisit/visits"

// tellNothing is of a kind whose header says it all.
func tellNothing(*report, telling) []string { return nil }

func tellHelp(r *report, t telling) []string {
	if f, ok := factsOf[visits.HelpFacts](t.Entry); ok && f.Silent {
		return []string{r.words.t("said.silent")}
	}
	return nil
}

func tellIncident(r *report, t telling) []string {
	f, ok := factsOf[visits.IncidentFacts](t.Entry)
	if !ok {
		return nil
	}
	text, _ := wordsOf[visits.TextWords](t.Entry)
	return []string{r.words.code("incident", f.Code), text.Text}
}

func tellHazard(r *report, t telling) []string {
	f, ok := factsOf[visits.HazardFacts](t.Entry)
	if !ok {
		return nil
	}
	w, _ := wordsOf[visits.HazardWords](t.Entry)
	return []string{r.words.t("said.hazard", "what", r.words.code("hazard", f.Code), "day", f.Until), w.Said}
}
