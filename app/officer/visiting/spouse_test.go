package visiting

import (
	"testing"

	"fairvisit/app/i18n"
)

// An adult who came to the door may be the spouse a consent is for: the crew first makes
// sure who it is, and says nothing when it is not; whoever has no consent hears nothing,
// and the sentences of the spouse are not there.
func TestTheCrewMakesSureOfTheSpouseFirst(t *testing.T) {
	for lang, first := range map[i18n.Lang]string{i18n.English: "Ask whether this is the debtor's husband or wife.", i18n.Chinese: "先问清此人是不是债务人的配偶。"} {
		s := atTheDoor(t)
		s.prefs.Lang = lang
		s.show()
		s.toTheDoor()
		s.tap("answer.d6.adult")
		s.model.at.say, s.model.at.spouse = nil, nil
		s.model.s.Rebuild()
		s.silent(first)
		s.model.at.spouse = []string{"own_name", "wish_to_speak_to"} // what toSpouse of fieldwork lets, by the packs of a country
		s.model.s.Rebuild()
		s.says(first)
		s.says(map[i18n.Lang]string{i18n.English: "if you are unsure, say nothing", i18n.Chinese: "不确定就什么都不要说"}[lang])
		s.says("陈美兰")
	}
}
