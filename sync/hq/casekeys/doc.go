// Package casekeys keeps the keys headquarters seals with what names or
// describes a person: one for each case, and for what is of no case one for each
// visit, each day of a device, each photo (evidence/FORMAT.md section 15). To
// erase is to destroy a key here.
//
// The keys lie in a file of their own beside the master key that wraps them,
// never in the data folder, its backups or its second copy: those then need not
// be found and rewritten for a case to be gone from them.
package casekeys
