// Package journal is the device's own store: one folder for one person, with
// the signed entries of that person's chain, drafts, photos, what headquarters
// sent, and how far each has come. It never sends anything itself; whoever does
// asks what is unsent and says what became of it.
//
// Three rules hold everywhere. An answer has returned only after its bytes were
// flushed. What headquarters sends never touches what was not yet handed in.
// Nothing that was captured is deleted before headquarters holds it twice.
package journal
