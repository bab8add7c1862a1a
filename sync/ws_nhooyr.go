//go:build !coder

//lint:file-ignore SA1019 the module's author moved it to github.com/coder/websocket; ws_coder.go builds the same source from there
package fieldsync

import websocket "nhooyr.io/websocket"

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
const WebSocketModule = "nhooyr.io/websocket"
