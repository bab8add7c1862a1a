// Package visits is the domain: cases, visits, outcomes, promises, money, and
// the fold that turns entries into the pictures a screen shows. It knows no
// store, no network and no clock: what happened comes in as entries.
package visits
