package rules

import (
	"slices"
	"strings"
	"testing"
)

// Whose law governs, and which packs that is: by the address, and by the branch, the
// strictest of both.
func TestTheAddressSaysWhoseLawGoverns(t *testing.T) {
	library := lastEditions(t)
	for _, c := range []struct {
		where   Where
		regions string
		packs   string // besides the house's
		lawless string
	}{
		// Nobody placed the branch: the zone says the country.
		{Where{Zone: "Asia/Shanghai"}, "CN", "cn.consumer", ""},
		{Where{Zone: "Asia/Urumqi"}, "CN", "cn.consumer", ""},
		{Where{Zone: "America/New_York"}, "US", "us-ma.consumer us.federal", ""}, // it can be Boston
		{Where{Zone: "Europe/Athens"}, "GR", "gr.debtor-information", ""},
		{Where{Zone: "America/Mexico_City"}, "MX", "", "MX"}, // a sketch
		{Where{Zone: "Europe/Berlin"}, "DE,DK,NO,SE,SJ", "", "DE,DK,NO,SE,SJ"},
		{Where{Zone: "Europe/Zurich"}, "CH,DE,LI", "", "CH,DE,LI"},
		{Where{Zone: "Asia/Calcutta"}, "IN", "", "IN"}, // an old name
		{Where{Zone: "UTC"}, "unknown", "", "unknown"},
		{Where{Zone: ""}, "unknown", "", "unknown"},
		// A branch adds its own, and says more exactly which part of its country.
		{Where{Zone: "Europe/Athens", Branch: "IE"}, "GR,IE", "gr.debtor-information ie.consumer", ""},
		{Where{Zone: "Europe/Dublin", Branch: "IE"}, "IE", "ie.consumer", ""},
		{Where{Zone: "America/New_York", Branch: "US-MA"}, "US-MA", "us-ma.consumer us.federal", ""},
		{Where{Zone: "America/New_York", Branch: "US-NY"}, "US-NY", "us.federal", ""},
		{Where{Zone: "America/Mexico_City", Branch: "US-MA"}, "MX,US-MA", "us-ma.consumer us.federal", "MX"},
		{Where{Zone: "Asia/Shanghai", Branch: "MX"}, "CN,MX", "cn.consumer", "MX"},
		{Where{Zone: "nowhere", Branch: "CN"}, "CN,unknown", "cn.consumer", "unknown"},
		// The operator's word that the house is enough stands for what a zone says …
		{Where{Zone: "America/Mexico_City", Branch: HouseAlone}, "*", "", ""},
		{Where{Zone: "Asia/Shanghai", Branch: HouseAlone}, "*", "", ""},
		// … and not for what a file says of the address.
		{Where{Said: "GR", Zone: "Europe/Athens", Branch: HouseAlone}, "GR", "gr.debtor-information", ""},
		{Where{Said: "MX", Zone: "America/Mexico_City", Branch: HouseAlone}, "MX", "", "MX"},
		{Where{Said: "DE", Zone: "Europe/Zurich"}, "DE", "", "DE"},
		{Where{Said: "US-NY", Zone: "America/New_York"}, "US-NY", "us.federal", ""},
		{Where{Said: "US-NY", Zone: "America/New_York", Branch: "US-MA"}, "US-MA,US-NY", "us-ma.consumer us.federal", ""},
		{Where{Said: "US-AZ", Zone: "America/Phoenix"}, "US-AZ", "us.federal", ""},
		// A file that contradicts the zone leaves both.
		{Where{Said: "GR", Zone: "Asia/Shanghai"}, "CN,GR", "cn.consumer gr.debtor-information", ""},
		{Where{Said: "*", Zone: "Asia/Shanghai"}, "CN", "cn.consumer", ""}, // no file frees of the law
		{Where{Said: "*", Zone: "nowhere"}, "unknown", "", "unknown"},
		{Where{Said: "in Wang's house", Zone: "Asia/Shanghai"}, "CN,in Wang's house", "cn.consumer", "in Wang's house"},
	} {
		regions := c.where.Governing()
		var ids []string
		for _, p := range Of(library, regions...) {
			if p.Layer != layerHouse {
				ids = append(ids, p.ID)
			}
		}
		slices.Sort(regions)
		slices.Sort(ids)
		lawless := Lawless(Of(library, regions...), regions)
		if got := strings.Join(regions, ","); got != c.regions || strings.Join(ids, " ") != c.packs || strings.Join(lawless, ",") != c.lawless {
			t.Errorf("%+v: %s, packs %v, without any %v; want %s, %s, %s", c.where, got, ids, lawless, c.regions, c.packs, c.lawless)
		}
	}
}

// Every zone of the tables is a zone, in at least one country.
func TestTheTableOfZonesIsOne(t *testing.T) {
	if n := len(zoneCountries()); n < 500 {
		t.Errorf("%d zones", n)
	}
	for name, countries := range zoneCountries() {
		if _, ok := loadZone(name); !ok || len(countries) == 0 {
			t.Errorf("%s %v is no zone", name, countries)
		}
		for _, c := range countries {
			if !isRegion(c, 2, 2) || c == "*" {
				t.Errorf("%s is in %q", name, c)
			}
		}
	}
}

// A region that governs and has no rules here blocks, whatever the house says, and a
// verdict repeats no word of a file.
func TestARegionWithoutRulesIsBlocked(t *testing.T) {
	packs, _ := shipped(t)
	ask := func(governed ...string) Verdict {
		q := byDay("2026-03-10T10:00:00+08:00", "Asia/Shanghai", "")
		q.Governed = governed
		return Evaluate([]Pack{packs["house-2"], packs["cn"], packs["gr"]}, q)
	}
	for _, c := range []struct {
		governed []string
		lawless  string // "" = allowed
	}{
		{[]string{"CN"}, ""}, {[]string{"CN-GD"}, ""}, {[]string{"CN", "MX"}, "MX"}, {[]string{"MX"}, "MX"}, {[]string{"unknown"}, "unknown"},
		{[]string{"CN", "Wang's house"}, "unknown"}, {[]string{"US-MA"}, "US-MA"},
	} {
		v := ask(c.governed...)
		i := slices.IndexFunc(v.Reasons, func(r Reason) bool { return r.Code == "no_rules_for_region" })
		switch {
		case c.lawless == "" && !v.Allowed():
			t.Errorf("%v: %v", c.governed, v.Reasons)
		case c.lawless != "" && (v.Allowed() || i < 0 || v.Reasons[i].Params["region"] != c.lawless || v.NextAllowed != 0):
			t.Errorf("%v: %v %v", c.governed, v.Decision, v.Reasons)
		}
	}
	// Two regions' packs judge together: Greece forbids what China lets be.
	if v := ask("CN", "GR"); v.Allowed() || len(v.Packs) != 3 {
		t.Errorf("China and Greece: %s by %d packs", v.Decision, len(v.Packs))
	}
	// Of a part that has a pack, the pack of the whole country is not there.
	if l := Lawless([]Pack{packs["us-ma"]}, []string{"US", "US-MA", "US-NY"}); !slices.Equal(l, []string{"US", "US-NY"}) {
		t.Errorf("without rules: %v", l)
	}
}

// The officer's holidays are not the debtor's: a branch's law judges abroad, and its
// closed days do not. The debtor's close the door, whoever comes.
func TestClosedDaysAreThoseOfTheAddress(t *testing.T) {
	packs, _ := shipped(t)
	all := []Pack{packs["house-2"], packs["cn"], packs["ie-3"]}
	national, patrick := "2026-10-01T10:00:00", "2026-03-17T10:00:00"
	for name, c := range map[string]struct {
		at, zone, region, place string
		governed                []string
		code                    string
	}{
		"the branch's national day":       {national + "+01:00", "Europe/Dublin", "IE", "", []string{"IE", "CN"}, ""},
		"by the zone alone":               {national + "+01:00", "Europe/Dublin", "", "", []string{"IE", "CN"}, ""},
		"the debtor's, of Chinese crews":  {patrick + "+00:00", "Europe/Dublin", "IE", "", []string{"IE", "CN"}, codeClosedDay},
		"the debtor's, by the zone alone": {patrick + "+00:00", "Europe/Dublin", "", "", []string{"IE", "CN"}, codeClosedDay},
		"that of the place":               {national + "+01:00", "Europe/Dublin", "IE", "CN", []string{"IE", "CN"}, codeClosedDay},
		"a file against its zone":         {national + "+08:00", shanghai, "IE", "", []string{"IE", "CN"}, codeClosedDay},
		"nobody said whose law":           {national + "+01:00", "Europe/Dublin", "", "", nil, codeClosedDay},
	} {
		q := byDay(c.at, c.zone, c.region)
		q.Place.Region, q.Governed = c.place, c.governed
		v := Evaluate(all, q)
		closed := slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.Code == codeClosedDay })
		if closed != (c.code != "") {
			t.Errorf("%s: %v", name, codesOf(v))
		}
	}
}

// What no calendar knows is said and not guessed: the house's door opens with a warning,
// by the calendar that ended. A window of the calendar's own pack stays shut, and a law
// that closes no day asks nothing.
func TestADayNoCalendarKnows(t *testing.T) {
	packs, _ := shipped(t)
	in := func(at, place string, packs ...Pack) Verdict {
		q := byDay(at, shanghai, "CN")
		q.Place.Kind = place
		q.Consents = []Consent{{Kind: "consent.workplace", Party: q.Subjects[0].Party, At: q.When.Earliest - day, Form: "written"}}
		return Evaluate(packs, q)
	}
	both := []Pack{packs["house-2"], packs["cn"]}
	wants(t, "the house's window", in("2027-02-08T10:00:00+08:00", PlaceHome, both...), Warn, "CN-HOL", CodeDayUnknown)
	wants(t, "the law's own", in("2027-02-08T10:00:00+08:00", PlaceWork, both...), Block, "CN-HOL", CodeDayUnknown)
	if v := in("2026-12-31T10:00:00+08:00", PlaceHome, both...); v.Decision != Allow {
		t.Errorf("the last day that is known: %s %v", v.Decision, codesOf(v))
	}
	if v := in("2027-02-08T10:00:00+08:00", PlaceHome, packs["house-2"]); v.Decision != Allow {
		t.Errorf("the house has no calendar that ends: %s %v", v.Decision, codesOf(v))
	}
}
