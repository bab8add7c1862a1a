package report

import "fairvisit/visits"

// What was said of stops and complaints, with its reason and its words.

func tellStopDecided(r *report, t telling) []string {
	f, ok := factsOf[visits.StopDecidedFacts](t.Entry)
	if !ok {
		return nil
	}
	text, _ := wordsOf[visits.TextWords](t.Entry)
	return []string{r.words.t("said.stop", "entry", f.Flag.Short(), "what", r.words.code("stopdecision", f.Decision), "why", r.words.code("stopreason", f.Reason)), text.Text}
}

func tellReleaseAnswer(r *report, t telling) []string {
	f, ok := factsOf[visits.ReleaseAnswerFacts](t.Entry)
	if !ok {
		return nil
	}
	text, _ := wordsOf[visits.TextWords](t.Entry)
	lines := []string{r.words.t("said.release", "entry", f.Flag.Short(), "asked", f.Asked.Short())}
	if f.Reason != "" {
		lines = append(lines, r.words.code("stopreason", f.Reason))
	}
	return append(lines, text.Text)
}

func tellComplaint(r *report, t telling) []string {
	f, ok := factsOf[visits.ComplaintFacts](t.Entry)
	if !ok {
		return nil
	}
	text, _ := wordsOf[visits.TextWords](t.Entry)
	return []string{r.words.t("said.complaint", "id", f.Complaint.Short(), "about", r.words.code("complaintabout", f.About), "channel", r.words.code("complaintchannel", f.Channel)), text.Text}
}

func tellComplaintAnswered(r *report, t telling) []string {
	f, ok := factsOf[visits.ComplaintAnsweredFacts](t.Entry)
	if !ok {
		return nil
	}
	text, _ := wordsOf[visits.TextWords](t.Entry)
	return []string{r.words.t("said.complaint.answered", "id", f.Complaint.Short(), "upheld", r.words.code("upheld", f.Upheld)), text.Text}
}
