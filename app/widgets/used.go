package widgets

// Used is called at each touch, stroke and letter that one of these widgets
// takes, on the screen's goroutine; nil: nobody asks. The canvas tells nobody of
// touches that a widget took, and whoever locks an idle screen must know of them.
var Used func()

// Touched tells of a touch that a widget of another package took.
func Touched() {
	if Used != nil {
		Used()
	}
}
