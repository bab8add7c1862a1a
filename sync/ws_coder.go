//go:build coder

package fieldsync

import "github.com/coder/websocket"

type (
	wsConn   = websocket.Conn
	wsDial   = websocket.DialOptions
	wsAccept = websocket.AcceptOptions
)

const (
	wsBinary = websocket.MessageBinary
	wsNoZip  = websocket.CompressionDisabled
	wsNormal = websocket.StatusNormalClosure
)

var (
	dialWS   = websocket.Dial
	acceptWS = websocket.Accept
)

// WebSocketModule names the module this program was built with.
const WebSocketModule = "github.com/coder/websocket"
