// Package page is what the web page that checks dossiers says, in both its
// languages. It judges by dossier.Verify alone and never opens a network, a
// store or a file by itself. In wasm it is linked into the page; bundle makes
// the one file of both.
package page
