package hq_test

import (
	"crypto/ed25519"
	"crypto/tls"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// enrolsWith enrols a device of a person with an officer's key of one's own choosing, as
// no app does.
func (w *world) enrolsWith(person evidence.ID, key ed25519.PrivateKey) (device evidence.ID, st evidence.Statement) {
	w.Helper()
	i, err := w.hq.Invite(w.ctx, "https://"+w.server.Addr(), "officer", person, w.unit, "by hand")
	w.must(err)
	conn, err := tls.Dial("tcp", w.server.Addr(), fieldsync.ClientTLS())
	w.must(err)
	defer conn.Close()
	state := conn.ConnectionState()
	exporter, err := state.ExportKeyingMaterial(fieldsync.ExporterLabel, nil, 32)
	w.must(err)
	id, request := fieldsync.RequestEnrolment(i, exporter)
	own := key.Public().(ed25519.PublicKey)
	request.OfficerKey = evidence.PublicKey(own)
	request.Proof = fieldsync.EnrolProof(i.Code, exporter, id.Device, ed25519.PublicKey(request.DeviceKey), own)
	body, err := evidence.MarshalPayload(request)
	w.must(err)
	var reply fieldsync.EnrolReply
	w.must(fieldsync.PostJSON(w.ctx, fieldsync.OverTLS(conn), i.URL+"/enrol", "", body, &reply))
	return id.Device, reply.Statement
}
