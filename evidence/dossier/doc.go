// Package dossier writes what headquarters holds of one case, or of one visit,
// as one ZIP that anybody can check who has the root's public key, and checks
// such a ZIP. It opens no file, no network and no store: a verifier that looked
// elsewhere would have to be believed about more than the bytes it was given.
// FORMAT.md section 12, in the folder above, is the format.
package dossier
