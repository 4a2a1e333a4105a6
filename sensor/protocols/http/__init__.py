"""HTTP/1 requests (RFC 9112), also as proxies are sent them (absolute-form and CONNECT, RFC 9112 section 3.2)."""
