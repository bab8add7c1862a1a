package hq

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Roles are what a device may be enrolled as.
var Roles = []string{"officer", "manager", "headquarters"}

// codeLives is how long a one-time code may be used.
const codeLives = 15 * time.Minute

// Invite makes a one-time code for one person on one device.
func (h *HQ) Invite(ctx context.Context, base, role string, officer, unit evidence.ID, label string) (fieldsync.Invitation, error) {
	if !slices.Contains(Roles, role) {
		return fieldsync.Invitation{}, errors.New("a device is enrolled as officer, manager or headquarters")
	}
	i := fieldsync.Invitation{URL: base, Code: make([]byte, 16), Root: h.keys.Root}
	rand.Read(i.Code)
	err := h.Store.PutCode(ctx, store.Code{ID: fieldsync.CodeID(i.Code), Code: i.Code, Officer: officer, Unit: unit, Role: role,
		Label: []byte(label), Expires: h.now().Add(codeLives).UnixMicro()})
	return i, err
}

// Enrol answers a device that shows it knows a code: it signs that these keys
// are that person's on this device. exporter binds the proof to the channel.
func (h *HQ) Enrol(ctx context.Context, r fieldsync.EnrolRequest, exporter []byte) (fieldsync.EnrolReply, error) {
	reply := fieldsync.EnrolReply{Keys: h.keys.List}
	raw, err := hex.DecodeString(r.Code)
	if err != nil || len(raw) != 8 || r.Device.IsZero() || len(r.DeviceKey) != ed25519.PublicKeySize || len(r.OfficerKey) != ed25519.PublicKeySize {
		return reply, store.ErrCode
	}
	err = h.Store.TakeCode(ctx, [8]byte(raw), h.micro(), func(c store.Code) (store.Device, error) {
		want := fieldsync.EnrolProof(c.Code, exporter, r.Device, ed25519.PublicKey(r.DeviceKey), ed25519.PublicKey(r.OfficerKey))
		if !hmac.Equal(want[:], r.Proof[:]) {
			return store.Device{}, store.ErrCode
		}
		unlock := h.unlockCodes(r.Device)
		reply.Unlock = hex.EncodeToString(unlock[:])
		if c.Role == "manager" {
			reply.Import = hex.EncodeToString(h.keys.Import)
		}
		var err error
		reply.Statement, err = evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: r.Device, Officer: c.Officer, Unit: c.Unit, Role: c.Role,
			DeviceKey: r.DeviceKey, OfficerKey: r.OfficerKey, Issued: h.micro(), Demo: h.keys.Demo()}, h.keys.Service)
		if err != nil {
			return store.Device{}, err
		}
		d, err := h.fromStatement(reply.Statement)
		d.Label = c.Label
		return d, err
	})
	return reply, err
}

func (h *HQ) unlockCodes(device evidence.ID) vault.CodeSecret {
	return vault.CodesOf([32]byte(h.keys.Master), device)
}

// UnlockCode makes the code that lets wrong PINs be forgotten on a device, for
// the request its screen shows, and writes down that it was given. It opens no
// key. store.ErrNotFound: no such device.
func (h *HQ) UnlockCode(ctx context.Context, device evidence.ID, request uint64) (string, error) {
	if _, err := h.Store.Device(ctx, device); err != nil {
		return "", err
	}
	_, err := h.Do(ctx, Act{Kind: visits.UnlockGiven, Facts: visits.UnlockFacts{Request: request}, Refs: []evidence.Ref{{Kind: evidence.RefDevice, ID: device}}})
	if err != nil {
		return "", err
	}
	return h.unlockCodes(device).At(request), nil
}

// maxEnrol bounds the body of a request.
const maxEnrol = 8 << 10

func (s *Server) enrol(w http.ResponseWriter, r *http.Request) {
	exporter, err := r.TLS.ExportKeyingMaterial(fieldsync.ExporterLabel, nil, 32)
	if err != nil {
		http.Error(w, "TLS 1.3 is needed", http.StatusUpgradeRequired)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxEnrol))
	if err != nil {
		return
	}
	var q fieldsync.EnrolRequest
	if err := fieldsync.DecodeJSON(body, &q); err != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	reply, err := s.hq.Enrol(r.Context(), q, exporter)
	switch {
	case errors.Is(err, store.ErrCode):
		s.hq.log.Warn("an enrolment was refused", "from", r.RemoteAddr)
		http.Error(w, store.ErrCode.Error(), http.StatusForbidden)
	case err != nil:
		s.hq.log.Error("an enrolment failed", "error", err)
		http.Error(w, "headquarters could not enrol just now; the code can be used again", http.StatusServiceUnavailable)
	default:
		writeJSON(w, s.hq.log, reply)
	}
}
