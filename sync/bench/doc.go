// Package bench measures the way between devices and headquarters as processes
// live it: headquarters is a process of its own, on real files behind TLS 1.3,
// and every signature is checked before an acknowledgement. What can be
// compared with the unavoidable work is measured beside a floor that does that
// work and nothing else, in turn with it on the same disk, so that the machine's
// speed cancels out.
package bench
