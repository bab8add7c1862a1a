// Package widgets is what screens are built of: text that wraps in both
// languages, rows, cards, chips, buttons and answers large enough for a thumb.
// They know the theme and nothing of visits.
//
// Heights follow widths here. Fyne asks an object for its least size without
// saying how wide it will be, which is why wrapped text in Fyne's own
// containers is laid out twice and cut off once. Layouts of this package ask
// HeightFor before they place anything, so one pass is right.
package widgets
