package intake

import (
	"slices"
	"strings"

	tags "golang.org/x/text/language"

	"fairvisit/visits"
	"fairvisit/visits/place"
	"fairvisit/visits/refuse"
	"fairvisit/visits/rules"
)

// caseAndParty reads the row at hand. When it opens a case the case is whole;
// when it adds a party, its other cells only have to agree with the row that
// opened the case. Every bad cell is named, not the first alone.
func (rd *reading) caseAndParty() (Case, Party) {
	c := Case{Row: rd.scan.start}
	if rd.first != nil {
		c = *rd.first
	}
	rd.needed()
	rd.money(&c)
	rd.place(&c.Place)
	rd.collateral(&c.Collateral)
	p := rd.party()

	var before Case // its spellings are shared: most rows of a file name one bank and one city
	if n := len(rd.file.Cases); n > 0 {
		before = rd.file.Cases[n-1]
	}
	rd.words(creditor, &c.Creditor, before.Creditor)
	rd.words(number, &c.Number, "")
	rd.words(product, &c.Product, before.Product)
	rd.words(branch, &c.Branch, before.Branch)
	rd.words(street, &c.Place.Street, "")
	rd.words(district, &c.Place.District, before.Place.District)
	rd.words(city, &c.Place.City, before.Place.City)
	rd.words(postcode, &c.Place.Postcode, before.Place.Postcode)
	rd.words(collateralWhat, &c.Collateral.What, "")
	rd.words(collateralMark, &c.Collateral.Mark, "")
	return c, p
}

// needed names the required cells that are empty. A row that adds a party may
// leave the case's own cells empty. What a case owes and its number are its own: an
// amount merged over the rows of several cases may be the sum of all of them, and
// each would be asked for it. Over the rows of one case both may be merged.
func (rd *reading) needed() {
	for _, c := range []column{amount, number} {
		if rd.first == nil && rd.scan.merged(rd.header.at[c]) {
			rd.refuse(c, say("The cell is merged with one of another case above, and each case needs its own here."))
		}
	}
	for c := range columnCount {
		own := c == creditor || c == number || c == name
		if columns[c].required && (own || rd.first == nil) && len(rd.cell(c)) == 0 {
			rd.refuse(c, say("The cell is empty, and the row cannot be taken without it."))
		}
	}
}

func (rd *reading) money(c *Case) {
	choose(rd, currency, currencies, &c.Currency)
	if s := rd.cell(amount); len(s) > 0 && c.Currency != "" {
		minor, w := parseAmount(withoutSign(string(s), c.Currency), exponents[c.Currency])
		settle(rd, amount, &c.AmountMinor, minor, w)
	}
	if s := rd.cell(daysPastDue); len(s) > 0 {
		days, w := parseDays(string(s))
		settle(rd, daysPastDue, &c.DaysPastDue, days, w)
	}
	if len(rd.cell(bucket)) > 0 {
		choose(rd, bucket, buckets, &c.Bucket)
	} else if rd.first == nil {
		c.Bucket = bucketOf(c.DaysPastDue)
	}
	if s := rd.cell(dueDate); len(s) > 0 {
		date, w := parseDate(rd.dateCell(string(s)))
		if date > rd.options.Today && c.DaysPastDue > 0 {
			w = say("The due date is still to come, yet the row says that days have passed since.")
		}
		settle(rd, dueDate, &c.DueDate, date, w)
		if !rd.bad && len(rd.cell(daysPastDue)) > 0 {
			rd.aged(date, c.DaysPastDue)
		}
	}
}

// states are the parts of the United States by ISO 3166-2: states, the district and the
// outlying areas. Their law differs, and a slip of the pen would leave a case without
// that of its state.
const states = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR UM VI"

func isState(code string) bool { return slices.Contains(strings.Fields(states), code) }

// isCountry reports whether a region begins with a country's code. Of the parts of other
// countries than the United States nobody publishes a list that could be shipped, so they
// may be any.
func isCountry(region string) bool {
	country, _, _ := strings.Cut(region, "-")
	r, err := tags.ParseRegion(country)
	return err == nil && r.IsCountry() && r.String() == country
}

func (rd *reading) place(p *Place) {
	choose(rd, placeKind, kinds, &p.Kind)
	if p.Kind == "" {
		p.Kind = "home"
	}
	if s := strings.ToUpper(string(rd.cell(regionCode))); s != "" {
		var w why
		if s == rules.HouseAlone || !rules.IsRegion(s) || !isCountry(s) {
			w = say("This is no code of a country or a part of one by ISO 3166, such as CN or US-MA.")
		}
		if state, of := strings.CutPrefix(s, "US-"); of && !w.said() && !isState(state) {
			w = say("This is no state of the United States; write it by its two letters, as in US-MA.")
		}
		settle(rd, regionCode, &p.Region, s, w)
	}
	north, east := rd.cell(lat), rd.cell(lon)
	switch {
	case len(north) == 0 && len(east) == 0:
		return
	case len(north) == 0:
		rd.refuse(lat, say("Latitude and longitude need each other, and the latitude is empty."))
		return
	case len(east) == 0:
		rd.refuse(lon, say("Latitude and longitude need each other, and the longitude is empty."))
		return
	}
	if rd.first != nil && !p.HasPoint {
		rd.refuse(lat, rd.differs())
		return
	}
	rd.point(p, string(north), string(east))
}

// point reads coordinates in the system the row names. What receivers measure is
// kept beside what stands in the file, so that it can be compared with the bank.
func (rd *reading) point(p *Place, north, east string) {
	system, w := choice(rd.cell(coordinates), systems)
	if w.said() {
		rd.refuse(coordinates, w)
		return
	}
	latE7, atLat := parseDegrees(north, 90)
	lonE7, atLon := parseDegrees(east, 180)
	var given *visits.GivenPoint
	if !atLat.said() && !atLon.said() && system != "" && system != string(place.WGS84) {
		given = &visits.GivenPoint{System: system, LatE7: latE7, LonE7: lonE7}
		if at, err := place.ToWGS84(place.InE7(latE7, lonE7), place.System(system)); err == nil {
			latE7, lonE7 = at.E7()
		}
		rd.abroad(latE7, lonE7)
	}
	if !atLat.said() && !atLon.said() {
		atLat = nowhere(latE7, lonE7)
		rd.unsaid = rd.unsaid || system == "" && !atLat.said()
	}
	p.HasPoint = true
	settle(rd, lat, &p.LatE7, latE7, atLat)
	settle(rd, lon, &p.LonE7, lonE7, atLon)
	if rd.first == nil {
		p.Given = given
	}
}

// party reads the person of the row. A party that its case already has makes
// the row a duplicate.
func (rd *reading) party() Party {
	p := Party{Role: "debtor"}
	as, w := choice(rd.cell(role), roles)
	if w.said() {
		rd.refuse(role, w)
	} else if as != "" {
		p.Role = as
	}
	if s := rd.cell(phone); len(s) > 0 {
		if w := phoneFault(s); w.said() {
			rd.refuse(phone, w)
		}
	}
	if s := rd.cell(language); len(s) > 0 {
		if p.Language, w = parseLanguage(string(s)); w.said() {
			rd.refuse(language, w)
		}
	}
	if rd.first != nil {
		rd.newcomer(p.Role)
	}
	if !rd.bad {
		p.Name, p.IDNumber, p.Phone = string(rd.cell(name)), string(rd.cell(idNumber)), string(rd.cell(phone))
	}
	return p
}

func (rd *reading) newcomer(as string) {
	if len(rd.first.Parties) >= maxParties {
		rd.refuse(number, say("The case has %d parties already, the most it can have.", maxParties))
		return
	}
	for _, p := range rd.first.Parties {
		if p.Role == as && p.Name == string(rd.cell(name)) {
			rd.refuse(number, say("The case of line %d has this number and this party already.", rd.first.Row))
			return
		}
	}
}

// choose reads a cell with a fixed choice; an empty one changes nothing.
func choose(rd *reading, c column, of choices, have *string) {
	if word, w := choice(rd.cell(c), of); word != "" || w.said() {
		settle(rd, c, have, word, w)
	}
}

// longestChoice spares folding what is no choice anyway.
const longestChoice = 32

func choice(cell []byte, of choices) (word string, w why) {
	if len(cell) == 0 {
		return "", why{}
	}
	if len(cell) <= longestChoice {
		word = of.words[folded(string(cell))]
	}
	if word == "" {
		return "", say(of.refusal)
	}
	return word, why{}
}

// settle takes what was read from a cell, unless w says why it cannot be or the
// row that opened the case said otherwise.
func settle[T comparable](rd *reading, c column, have *T, got T, w why) {
	switch {
	case w.said():
		rd.refuse(c, w)
	case rd.first == nil:
		*have = got
	case *have != got:
		rd.refuse(c, rd.differs())
	}
}

// words settles a cell of free text. Nothing is copied for a row that is bad.
func (rd *reading) words(c column, have *string, before string) {
	cell := rd.cell(c)
	switch {
	case rd.first != nil && len(cell) > 0 && *have != string(cell):
		rd.refuse(c, rd.differs())
	case rd.first != nil || rd.bad:
	case before == string(cell):
		*have = before
	default:
		*have = string(cell)
		rd.practice(c, *have)
	}
}

// practice refuses a row whose product or branch orders what is refused here.
// Both name few things in a file, so each is judged once; names and addresses
// are of persons and places and are not judged.
func (rd *reading) practice(c column, cell string) {
	if c != product && c != branch || cell == "" {
		return
	}
	sentence, known := rd.judged[cell]
	if !known {
		if r := refuse.Look(refuse.Value, cell); r != nil {
			sentence = "This belongs to a practice that is refused here. " + r.Practice.Sentence["en"]
		}
		if len(rd.judged) < mostJudged {
			rd.judged[cell] = sentence
		}
	}
	if sentence != "" {
		rd.refuse(c, say(sentence))
	}
}

func (rd *reading) differs() why {
	return say("This differs from line %d, which opens the case.", rd.first.Row)
}
