// Package vault seals what a device keeps: records of tables, files in chunks,
// and the store key itself, for the PIN of its owner and for headquarters'
// recovery key (FORMAT.md section 13). It knows no table and no screen; it
// stores nothing but what it is told to write.
package vault
