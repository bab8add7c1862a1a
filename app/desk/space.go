package desk

// What a day's photos need on disk. The officer's check before the tour and the
// manager's board call the same space too little.
const (
	PhotoSize    int64 = 4 << 20         // bytes that one photo is reckoned to need: a tablet's camera makes 2 to 4 MB
	LittleSpace        = 200 * PhotoSize // less may not do for a day
	NoSpaceToday       = 20 * PhotoSize  // less does not
)
